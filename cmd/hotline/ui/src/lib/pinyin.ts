// Searchable is a word with its syllables: 婚姻家庭, "hun yin jia ting".
export interface Searchable {
  key: string;
  label: string;
  pinyin: string;
}

const plain = (text: string) => text.toLowerCase().replaceAll("ü", "v").replaceAll("'", "");

// rank says how well a word answers what was typed, 0 best; undefined: not at all.
export function rank(word: Searchable, typed: string): number | undefined {
  const query = plain(typed).replace(/\s+/g, "");
  if (query === "") return 0;
  const at = word.label.toLowerCase().indexOf(query);
  if (at >= 0) return at === 0 ? 0 : 2;
  const syllables = plain(word.pinyin).split(" ");
  for (let from = 0; from < syllables.length; from++) {
    if (spells(syllables.slice(from), query)) return from === 0 ? 1 : 3;
  }
  return undefined;
}

// spells reports whether a query is made of the beginnings of syllables, in order and
// without a gap: "hyjt", "hunyin" and "hyjiat" all find 婚姻家庭.
function spells(syllables: string[], query: string): boolean {
  if (query === "") return true;
  const [first, ...others] = syllables;
  if (first === undefined) return false;
  for (let taken = Math.min(first.length, query.length); taken > 0; taken--) {
    if (query.startsWith(first.slice(0, taken)) && spells(others, query.slice(taken))) return true;
  }
  return false;
}

// find gives the words that answer, the best first and otherwise in their order.
export function find<W extends Searchable>(words: readonly W[], typed: string): W[] {
  return words
    .map((word) => ({ word, rank: rank(word, typed) }))
    .filter((r): r is { word: W; rank: number } => r.rank !== undefined)
    .sort((a, b) => a.rank - b.rank)
    .map((r) => r.word);
}
