// Package document writes what the hotline tells others as files that are opened
// elsewhere: .docx, .xlsx, .pdf and .csv. It owns their look and knows nothing of what
// stands in them.
//
//   - The same text stands in every format; a spreadsheet has numbers as numbers besides.
//   - No cell is taken for a formula, whatever somebody wrote into it (Harmless).
//   - Chinese in a PDF is drawn with an embedded font and can be copied and searched: the
//     font is a file of the machine (Debian's fonts-wqy-microhei, which its licence allows
//     to embed), of which only the signs used go into the document.
package document
