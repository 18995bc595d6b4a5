// Vulnerabilities, unknowns, and the further tables that the page was given.

const STATES = { vulnerable: "with known vulnerabilities", clean: "without known ones", "not-audited": "not audited", audited: "looked up, the result stands in another document" };

// A table with one search field; text(item) is what it searches.
function searchedTable(id, items, text, options) {
  const shown = new PagedTable(byId(`${id}-list`), options);
  const haystacks = new Map();
  const hay = (item) => {
    if (!haystacks.has(item)) haystacks.set(item, text(item).toLowerCase());
    return haystacks.get(item);
  };
  const field = byId(`${id}-search`);
  const filter = () => {
    const fits = matcher(field.value);
    shown.set(field.value.trim() ? items.filter((item) => fits(hay(item))) : items, items.length);
  };
  field.addEventListener("input", later(filter));
  byId(`${id}-tools`).hidden = false;
  filter();
}

function startVulnerabilities() {
  const { told, states, found } = data.vulnerabilities;
  const parts = Object.entries(states).map(([state, total]) => `${number(total)} ${STATES[state] || state}`);
  const date = data.document.facts["audit.database_date"];
  byId("vulnerabilities-said").textContent = !told
    ? "This BOM says nothing about vulnerabilities: they were not looked up. That does not mean that there are none."
    : `${parts.length ? `Components: ${parts.join(", ")}.` : ""}${typeof date === "string" ? ` Database of ${date.slice(0, 10)}.` : ""} ${found.length ? "" : "None is named here."}`;
  if (!found.length) return;
  const score = (one) => (typeof one.cvss === "number" ? one.cvss : -1);
  searchedTable("vulnerabilities", found, (one) => `${one.id} ${[one.aliases || []].flat().join(" ")} ${named(components[one.component])} ${one.severity}`, {
    caption: "Vulnerabilities", noun: ["vulnerability", "vulnerabilities"], empty: "No vulnerability fits the search.", sort: [2, -1],
    columns: [
      { title: "Id", head: true, key: (one) => String(one.id), cell: (one) => make("code", {}, String(one.id)) },
      { title: "Component", key: (one) => components[one.component].name, cell: (one) => componentButton(one.component) },
      { title: "CVSS", class: "number", key: score, cell: (one) => (score(one) < 0 ? "" : String(one.cvss)) },
      { title: "Severity", key: (one) => String(one.severity || ""), cell: (one) => (one.severity ? badge(SEVERITIES.includes(one.severity) ? one.severity : "info") : "") },
      { title: "Known exploited", key: (one) => (one.kev ? 0 : 1), cell: (one) => (one.kev ? "yes" : "") },
      { title: "EPSS", class: "number", key: (one) => one.epss || 0, cell: (one) => (typeof one.epss === "number" ? one.epss.toFixed(3) : "") },
      { title: "Fixed in", cell: (one) => [one.fixed || []].flat().join(", ") },
      { title: "Assessed as", key: (one) => String(one.vex_state || ""), cell: (one) => words(one.vex_state || "") },
    ],
  });
}

function startUnknowns() {
  const found = data.unknowns;
  byId("unknowns-said").textContent = found.length
    ? "What stands in the tree and could not be read or resolved without running it. The inventory may lack what these name."
    : "The BOM names nothing that could not be read or resolved.";
  if (!found.length) return;
  searchedTable("unknowns", found, (one) => `${one.topic} ${placeText(one.place)} ${one.reason} ${one.expression}`, {
    caption: "Unknowns", noun: ["unknown", "unknowns"], empty: "Nothing fits the search.", sort: [0, 1],
    columns: [
      { title: "What", key: (one) => one.topic, cell: (one) => one.topic },
      { title: "Where", key: (one) => placeText(one.place), cell: (one) => place(one.place) },
      { title: "Why", key: (one) => one.reason, cell: (one) => one.reason },
      { title: "As written", cell: (one) => (one.expression ? make("code", {}, one.expression) : "") },
    ],
  });
}

function startSections() {
  for (const one of data.sections) {
    const holder = make("div");
    const title = make("h2", { id: `section-${one.id}-title` }, one.title);
    byId("main").append(make("section", { id: `section-${one.id}`, "aria-labelledby": title.id, "data-part": one.title }, title,
      one.note ? make("p", { class: "quiet" }, one.note) : null, holder));
    const columns = one.columns.map((name, at) => ({ title: name, head: at === 0, key: (row) => row[at], cell: (row) => row[at] }));
    new PagedTable(holder, { caption: `${one.title}, table`, columns, noun: ["row", "rows"], empty: "Nothing." }).set(one.rows, one.rows.length);
  }
}
