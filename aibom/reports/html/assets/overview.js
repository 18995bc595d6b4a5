// What it is about, how much there is of it, and how bad it is.

function startOverview() {
  const about = data.document;
  document.title = `${about.name}: AI bill of materials`;
  const root = about.root === null ? null : components[about.root];
  fill(byId("overview-title"), root ? named(root) : about.name);
  byId("made").textContent = madeText(about);
  fill(byId("severities"), SEVERITIES.map(severityTile));
  fill(byId("kinds"), kindCounts().map(([kind, total]) => make("li", {},
    button(`${number(total)} ${total === 1 ? kindName(kind) : plural(kind)}`, () => showKind(kind)))));
  fill(byId("notices"), notices(about));
  byId("foot").textContent = `Made of ${about.bom}. This page holds all of its data and loads nothing.`;
}

function madeText(about) {
  const facts = about.facts;
  const when = typeof facts.timestamp === "string" ? ` of ${facts.timestamp.slice(0, 10)}` : "";
  const by = Array.isArray(facts.tools) && facts.tools.length ? ` by ${facts.tools.join(", ")}` : "";
  return `CycloneDX ${facts.spec_version}${when}${by}; judged with ${about.packs.join(", ")} (${count(about.rules, "rule")}).`;
}

function severityTile(severity) {
  const total = severity === "review" ? data.document.review : data.document.findings[severity];
  const name = severity === "review" ? "to review" : severity;
  return make("li", {}, button([make("strong", {}, number(total)), name], () => showSeverity(severity),
    { class: `tile ${severity}${total ? "" : " none"}` }));
}

// Components by kind, without the application itself.
function kindCounts() {
  const counts = new Map();
  components.forEach((one, at) => {
    if (at !== data.document.root) counts.set(one.kind, (counts.get(one.kind) || 0) + 1);
  });
  return [...counts].sort((a, b) => compare(a[0], b[0]));
}

function notices(about) {
  const found = [];
  if (about.incomplete.length) {
    found.push(make("p", { class: "notice" }, `The BOM says that it is not complete: ${about.incomplete.map(words).join(", ")}.`));
  }
  if (about.warnings.length) {
    found.push(make("div", { class: "notice" }, make("strong", {}, "Warnings"), growing(about.warnings, (one) => make("li", {}, one), 5)));
  }
  return found;
}

// The menu: every part of the page that is not hidden, with its count.
function startMenu(counts) {
  const parts = [...document.querySelectorAll("section[data-part]")].filter((part) => !part.hidden);
  fill(byId("parts"), make("li", {}, make("a", { href: "#overview" }, "Overview")), parts.map((part) =>
    make("li", {}, make("a", { href: `#${part.id}` }, part.dataset.part, " ",
      part.id in counts ? make("span", { class: "count" }, number(counts[part.id])) : null))));
}

function startTheme() {
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const root = document.documentElement;
  const isDark = () => (root.style.colorScheme ? root.style.colorScheme === "dark" : dark.matches);
  const changed = () => {
    byId("theme").textContent = isDark() ? "Light" : "Dark";
    byId("theme").setAttribute("aria-label", isDark() ? "Use light colours" : "Use dark colours");
    restyleGraph();
  };
  byId("theme").addEventListener("click", () => {
    root.style.colorScheme = isDark() ? "light" : "dark";
    changed();
  });
  dark.addEventListener("change", changed);
  changed();
}
