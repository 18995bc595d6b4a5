// Model cards: what is known of every model, in the order in which a reader asks.

const CARD_PARTS = [
  ["What it is", ["source", "provider", "revision", "base_model", "architecture", "model_class", "task", "parameters", "quantisation", "format", "licences", "hosted", "pinned"]],
  ["What it is for", ["description", "card.use_cases", "card.users", "card.languages", "card.inputs", "card.outputs"]],
  ["How it was made", ["card.approach", "card.datasets", "card.metrics", "card.energy"]],
  ["What to watch", ["card.limitations", "card.ethics", "card.fairness", "floating_alias", "retirement.date", "retirement.replacement"]],
  ["What was checked", ["scan.verdict", "scan.status", "scan.signals", "integrity.state", "signature.state", "hub.state", "hub.security", "claims.contradicted"]],
];

let modelsList = null;
const models = components.map((_, at) => at).filter((at) => components[at].kind === "model");

function startModels() {
  if (!models.length) return;
  byId("models").hidden = false;
  modelsList = new PagedList(byId("models-list"), {
    size: 30, noun: ["model", "models"], empty: "No model fits the search.", show: (items) => make("div", {}, items.map(modelCard)),
  });
  byId("models-search").addEventListener("input", later(filterModels));
  filterModels();
}

function filterModels() {
  const text = byId("models-search").value.trim();
  const fits = matcher(text);
  modelsList.set(models.filter((at) => !text || fits(inventoryTextOf(at))), models.length);
}

function modelCard(at) {
  const { facts } = components[at];
  const told = [facts.model_class, facts.provider, facts.format].filter((one) => typeof one === "string").join(", ");
  return lazyCard([make("span", { class: "title" }, named(components[at])), make("span", { class: "quiet" }, told),
    make("span", { class: "push" }), findingsOf[at].length ? badge(worstOf(at)) : null], () => [modelParts(at),
    make("div", { class: "actions" }, button("All details", () => openDetail(at)),
      data.relations.length ? button("Show in graph", () => showInGraph(at)) : null)]);
}

function modelParts(at) {
  const { facts } = components[at];
  const silent = [];
  const parts = CARD_PARTS.map(([title, names]) => {
    const pairs = names.filter((name) => name in facts).map((name) => [words(name.replace("card.", "")), valueOf(facts[name])]);
    if (!pairs.length) silent.push(title.toLowerCase());
    return pairs.length ? [make("h3", {}, title), list(pairs)] : null;
  });
  return [parts, modelRelations(at), silent.length ? make("p", { class: "quiet" }, `Nothing is stated about: ${silent.join("; ")}.`) : null];
}

function modelRelations(at) {
  const users = relations.in[at].filter(([kind]) => kind === "uses-model").map(([, other]) => other);
  const learnt = relations.out[at].filter(([kind]) => kind === "trained-on" || kind === "evaluated-on");
  const rows = [];
  if (users.length) rows.push(["used by", growing(users, (other) => make("li", {}, componentButton(other)), 10)]);
  for (const [kind, other] of learnt) rows.push([words(kind.replace("-", " ")), componentButton(other)]);
  return rows.length ? [make("h3", {}, "Related"), list(rows)] : null;
}
