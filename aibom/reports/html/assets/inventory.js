// Every component by kind, with search, filter and order.

let inventoryTable = null;
const inventoryText = [];

function inventoryTextOf(at) {
  if (inventoryText[at] === undefined) {
    const one = components[at];
    const facts = ["source", "purl", "provider", "licences", "command", "endpoints", "description"].map((name) => one.facts[name] || "");
    inventoryText[at] = [one.name, one.version, one.kind, ...facts.flat(), ...one.evidence.map((seen) => placeText(seen.place))].join(" ").toLowerCase();
  }
  return inventoryText[at];
}

const factText = (at, name) => {
  const value = components[at].facts[name];
  if (Array.isArray(value)) return value.filter((one) => typeof one === "string").join(", ");
  return typeof value === "string" ? value : "";
};
const versionText = (at) => {
  const { version, facts } = components[at];
  if (typeof version === "string") return version;
  return factText(at, "revision") || (typeof facts.declared_range === "string" ? `${facts.declared_range} (range)` : "");
};
const seenText = (at) => {
  const { evidence, more_evidence: left } = components[at];
  const more = evidence.length - 1 + (left || 0);
  return evidence.length ? [place(evidence[0].place), more > 0 ? ` +${number(more)}` : ""] : "";
};

const INVENTORY_COLUMNS = [
  { title: "Name", head: true, key: (at) => components[at].name.toLowerCase(), cell: (at) => button(components[at].name, () => openDetail(at), { class: "link", "data-component": at }) },
  { title: "Kind", key: (at) => components[at].kind, cell: (at) => kindName(components[at].kind) },
  { title: "Version", key: versionText, cell: versionText },
  { title: "Source or provider", key: (at) => factText(at, "source") || factText(at, "provider"), cell: (at) => factText(at, "source") || factText(at, "provider") },
  { title: "Licence", key: (at) => factText(at, "licences"), cell: (at) => factText(at, "licences") },
  { title: "Findings", class: "whole", key: (at) => (findingsOf[at].length ? rank(worstOf(at)) * 1e6 - findingsOf[at].length : 1e9), cell: (at) => (findingsOf[at].length ? [badge(worstOf(at)), ` ${number(findingsOf[at].length)}`] : "") },
  { title: "Seen at", class: "seen", cell: seenText },
];

const inventoryAll = () => components.map((_, at) => at).filter((at) => at !== data.document.root);

function startInventory() {
  inventoryTable = new PagedTable(byId("inventory-list"), {
    caption: "Components", columns: INVENTORY_COLUMNS, noun: ["component", "components"], empty: "No component fits the filter.", sort: [5, 1],
  });
  fill(byId("inventory-kind"), make("option", { value: "" }, "all"), kindCounts().map(([kind, total]) =>
    make("option", { value: kind }, `${plural(kind)} (${number(total)})`)));
  byId("inventory-search").addEventListener("input", later(filterInventory));
  byId("inventory-kind").addEventListener("change", filterInventory);
  byId("inventory-flagged").addEventListener("change", filterInventory);
  filterInventory();
}

function filterInventory() {
  const text = byId("inventory-search").value.trim();
  const fits = matcher(text);
  const kind = byId("inventory-kind").value;
  const flagged = byId("inventory-flagged").checked;
  const all = inventoryAll();
  const found = all.filter((at) => (!kind || components[at].kind === kind) && (!flagged || findingsOf[at].length)
    && (!text || fits(inventoryTextOf(at))));
  inventoryTable.set(found, all.length);
}

function showKind(kind) {
  byId("inventory-kind").value = kind;
  filterInventory();
  byId("inventory").scrollIntoView();
  byId("inventory-kind").focus({ preventScroll: true });
}
