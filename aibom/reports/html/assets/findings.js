// Findings by cause: a rule is shown once, with its fix, however many components it touches.

let findingsList = null;
const causeText = data.causes.map((cause) => `${cause.rule} ${cause.name} ${cause.tags.join(" ")}`.toLowerCase());
const findingText = new Map();

function textOf(finding) {
  if (!findingText.has(finding)) {
    findingText.set(finding, `${finding.subject} ${finding.message} ${finding.places.map(placeText).join(" ")}`.toLowerCase());
  }
  return findingText.get(finding);
}

function startFindings() {
  const total = data.causes.length;
  findingsList = new PagedList(byId("findings-list"), {
    size: 40, noun: ["cause", "causes"], empty: total ? "No finding fits the filter." : "No rule found anything.",
    show: (items) => make("div", {}, items.map(causeCard)),
  });
  fill(byId("findings-severity"), make("option", { value: "" }, "all"), SEVERITIES.map((one) =>
    make("option", { value: one }, one === "review" ? "to review" : one)));
  byId("findings-new-label").hidden = !data.document.compared;
  byId("findings-search").addEventListener("input", later(filterFindings));
  byId("findings-severity").addEventListener("change", filterFindings);
  byId("findings-new").addEventListener("change", filterFindings);
  byId("findings-tools").hidden = !total;
  filterFindings();
  startExcepted();
}

function filterFindings() {
  const fits = matcher(byId("findings-search").value);
  const severity = byId("findings-severity").value;
  const onlyNew = byId("findings-new").checked;
  const found = [];
  data.causes.forEach((cause, at) => {
    const of = (one) => (cause.severity === "review" ? "review" : one.severity);
    const left = cause.findings.filter((one) => (!severity || of(one) === severity) && (!onlyNew || one.new)
      && fits(`${causeText[at]} ${textOf(one)}`));
    if (left.length) found.push([cause, left]);
  });
  findingsList.set(found, data.causes.length);
}

function showSeverity(severity) {
  byId("findings-severity").value = severity;
  filterFindings();
  byId("findings").scrollIntoView();
  byId("findings-severity").focus({ preventScroll: true });
}

function causeCard([cause, found]) {
  const fresh = found.filter((one) => one.new).length;
  const head = [badge(cause.severity), make("span", { class: "title" }, cause.name ? `${cause.rule} ${cause.name}` : cause.rule),
    make("span", { class: "push" }), fresh ? make("span", { class: "badge" }, `${number(fresh)} new`) : null,
    make("span", { class: "count" }, count(found.length, "finding"))];
  return lazyCard(head, () => [
    cause.why ? make("p", {}, cause.why) : null,
    cause.fix ? make("p", { class: "fix" }, make("strong", {}, "Fix: "), cause.fix) : null,
    growing(found, findingItem),
    cause.refs.length ? make("p", { class: "quiet" }, "See ", cause.refs.map((one, at) => [at ? ", " : "", link(one)]).flat()) : null,
    make("p", { class: "quiet" }, [cause.confidence ? `Confidence ${cause.confidence}` : "", cause.tags.join(", ")].filter(Boolean).join("; ")),
  ]);
}

function findingItem(finding) {
  return make("li", {},
    finding.new ? [make("strong", {}, "New "), " "] : null,
    finding.component === null ? make("strong", {}, finding.subject) : componentButton(finding.component),
    make("div", {}, finding.message), placesOf(finding), witnessOf(finding));
}

function placesOf(finding) {
  const [first, ...rest] = finding.places;
  const shown = [first, ...rest.slice(0, 11)];
  const left = finding.places.length - shown.length + (finding.more_places || 0);
  return make("ul", { class: "places", "aria-label": "Places" }, shown.map((one) => make("li", {}, place(one))),
    left ? make("li", {}, `and ${number(left)} more`) : null);
}

// The path through the graph by which a rule reached what it found.
function witnessOf(finding) {
  if (finding.witness.length < 2) return null;
  return make("p", { class: "quiet" }, "By way of ", finding.witness.map((at, step) => [step ? " → " : "", componentButton(at)]).flat());
}

function startExcepted() {
  if (!data.excepted.length) return;
  const told = ({ exception: one }) => [one.reason, one.owner && `owner ${one.owner}`, one.expires && `until ${one.expires}`,
    one.approved_by && `approved by ${one.approved_by}`, one.ticket, one.in_source ? `comment at ${one.id}` : one.id].filter(Boolean).join("; ");
  const item = (one) => make("li", {}, make("strong", {}, one.rule), " ",
    one.component === null ? one.subject : componentButton(one.component), make("div", {}, one.message), placesOf(one),
    make("p", { class: "quiet" }, `Excepted: ${told(one)}`));
  fill(byId("excepted"), lazyCard([make("span", { class: "title" }, "Covered by exceptions"), make("span", { class: "push" }),
    make("span", { class: "count" }, count(data.excepted.length, "finding"))], () => growing(data.excepted, item)));
}
