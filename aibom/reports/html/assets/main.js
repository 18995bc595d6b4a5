// Starts the parts in the order of the page.

startOverview();
startDetail();
startFindings();
startInventory();
startGraph();
startModels();
startVulnerabilities();
startUnknowns();
startSections();
startMenu({
  findings: data.causes.reduce((sum, cause) => sum + cause.findings.length, 0), inventory: inventoryAll().length, models: models.length,
  ...(data.vulnerabilities.told ? { vulnerabilities: data.vulnerabilities.found.length } : {}), unknowns: data.unknowns.length,
});
startTheme();
for (const form of document.querySelectorAll("form")) form.addEventListener("submit", (event) => event.preventDefault());

// On paper lists are whole and cards are open.
addEventListener("beforeprint", () => {
  for (const shown of pagedLists) {
    shown.printing = true;
    shown.draw();
  }
  for (const card of document.querySelectorAll("details.card")) {
    card.draw();
    card.open = true;
  }
  for (const more of document.querySelectorAll("main .more")) if (!more.closest("#graph-side")) more.grow();
});
addEventListener("afterprint", () => {
  for (const shown of pagedLists) {
    shown.printing = false;
    shown.draw();
  }
});
document.documentElement.dataset.ready = "yes";
performance.mark("aibom-ready");
