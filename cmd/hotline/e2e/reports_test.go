package e2e

// figuresOpen: a figure on the page is the interface's, and a click on it lists the calls
// it counts, each of which opens.
func (p *tab) figuresOpen() {
	p.t.Helper()
	p.visit("/reports")
	p.is("counts calls, and is clicked", `(() => {
		const title = [...document.querySelectorAll("main dt")].find(e => e.textContent === "来电量");
		const link = title?.nextElementSibling?.querySelector("a");
		if (!link) return false;
		window.counted = Number(link.textContent);
		link.click();
		return true;
	})()`)
	p.is("lists as many calls", `location.hash.startsWith("#/reports/calls") && window.counted > 0 && document.querySelectorAll("main tbody tr").length === window.counted`)
	p.is("which the interface counts too", `(() => {
		const asked = new URLSearchParams(location.hash.split("?")[1]);
		const answer = new XMLHttpRequest();
		answer.open("GET", "/api/reports/figures?" + new URLSearchParams({ names: "calls", from: asked.get("from"), to: asked.get("to") }), false);
		answer.send();
		return JSON.parse(answer.responseText).total.figures.calls === window.counted;
	})()`)
	p.is("opens one", `(() => { document.querySelector("main tbody button").click(); return true; })()`)
	p.sees("一通来电")
	p.accessible("a figure's calls, one opened")
}
