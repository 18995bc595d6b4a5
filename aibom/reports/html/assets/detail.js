// All that is known of one component, in a dialog; relations lead on to other components, and back.

const components = data.components;
const relations = { out: components.map(() => []), in: components.map(() => []) };
for (const [source, kind, target] of data.relations) {
  relations.out[source].push([kind, target]);
  relations.in[target].push([kind, source]);
}
const findingsOf = components.map(() => []);
for (const cause of data.causes) {
  for (const finding of cause.findings) if (finding.component !== null) findingsOf[finding.component].push([cause, finding]);
}
const worstOf = (at) => {
  const ranks = findingsOf[at].map(([cause, finding]) => rank(cause.severity === "review" ? "review" : finding.severity));
  return ranks.length ? SEVERITIES[Math.min(...ranks)] : "";
};

const named = (component) => (typeof component.version === "string" ? `${component.name} ${component.version}` : component.name);
const componentButton = (at) => button(named(components[at]), () => openDetail(at), { class: "link", "data-component": at });
const trail = [];

function openDetail(at) {
  const dialog = byId("detail");
  trail.push(at);
  if (!dialog.open) dialog.showModal();
  showDetail();
}

function showDetail() {
  const at = trail[trail.length - 1];
  const component = components[at];
  byId("detail-back").hidden = trail.length < 2;
  byId("detail-graph").hidden = !data.relations.length;
  fill(byId("detail-body"),
    make("span", { class: "badge kind" }, kindName(component.kind)),
    make("h2", { id: "detail-title", tabindex: "-1" }, named(component)),
    detailFindings(at), detailFacts(component), detailRelations(at), detailPlaces(component));
  byId("detail").scrollTop = 0;
  byId("detail-title").focus();
}

function detailFindings(at) {
  const found = findingsOf[at];
  if (!found.length) return null;
  return [make("h3", {}, count(found.length, "finding")),
    growing(found, ([cause, finding]) => make("li", {}, badge(cause.severity), " ",
      make("strong", {}, `${cause.rule} ${cause.name}`), make("div", {}, finding.message),
      cause.fix ? make("p", { class: "fix" }, cause.fix) : null))];
}

function detailFacts(component) {
  const pairs = Object.entries(component.facts).map(([name, value]) => [words(name), valueOf(value)]);
  return [make("h3", {}, "Facts"), list([...pairs, ["bom-ref", make("code", {}, component.ref)],
    ["line in the BOM", number(component.line)]])];
}

function detailRelations(at) {
  const part = (title, edges) => edges.length
    ? [make("h3", {}, title), growing(edges, ([kind, other]) => make("li", {}, make("span", { class: "quiet" }, words(kind.replaceAll("-", " "))), " ",
      componentButton(other), " ", make("span", { class: "quiet" }, kindName(components[other].kind))))]
    : null;
  return [part("Leads to", relations.out[at]), part("Comes from", relations.in[at])];
}

function detailPlaces(component) {
  const more = (left) => (left ? make("p", { class: "quiet" }, `${number(left)} more are in the BOM.`) : null);
  const seen = (one) => make("li", {}, place(one.place), " ",
    make("span", { class: "quiet" }, [one.symbol, one.technique && words(one.technique.replaceAll("-", " ")),
      typeof one.confidence === "number" ? `confidence ${one.confidence}` : ""].filter(Boolean).join(", ")));
  const use = (one) => make("li", {}, place(one.place), " ", make("code", {}, one.symbol || ""),
    one.args && Object.keys(one.args).length ? list(Object.entries(one.args).map(([name, value]) =>
      [name, value === null ? "not given" : valueOf(value)])) : null);
  return [
    component.evidence.length ? [make("h3", {}, "Where it was seen"), growing(component.evidence, seen)] : null,
    more(component.more_evidence),
    component.uses.length ? [make("h3", {}, "How it is used"), growing(component.uses, use)] : null,
    more(component.more_uses),
  ];
}

function startDetail() {
  const dialog = byId("detail");
  byId("detail-close").addEventListener("click", () => dialog.close());
  byId("detail-back").addEventListener("click", () => {
    trail.pop();
    showDetail();
  });
  byId("detail-graph").addEventListener("click", () => {
    const at = trail[trail.length - 1];
    dialog.close();
    showInGraph(at);
  });
  dialog.addEventListener("click", (event) => {
    if (event.target === dialog) dialog.close();
  });
  dialog.addEventListener("close", () => trail.splice(0));
}
