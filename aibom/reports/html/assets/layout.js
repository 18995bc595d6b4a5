// Which components the graph draws, and where: columns from the application to the services, trust zones as boxes.

const MOST_NODES = 120;
const LONGEST_COLUMN = 11;
// Rows of a long column that is folded to fit a window of three to two.
const rowsOf = (length) => Math.max(LONGEST_COLUMN, Math.ceil(Math.sqrt(1.9 * length)));
const TIERS = { application: 0, agent: 1, tool: 2, prompt: 2, model: 3, dataset: 4, service: 4, file: 4, container: 5, library: 5 };
const ZONES = {
  application: ["Deployed with the application", false], local: ["Same machine", false], "user-machine": ["The user's machine", false],
  internal: ["Internal network", true], "third-party": ["Third party", true],
};
const zoneOf = (at) => {
  const zone = components[at].facts.trust_zone;
  return typeof zone === "string" && Object.hasOwn(ZONES, zone) ? zone : "";
};
const crosses = (source, target) => zoneOf(target) !== "" && ZONES[zoneOf(target)][1] && zoneOf(source) !== zoneOf(target);
const isPlain = (at) => components[at].kind === "library" || components[at].kind === "container";

// All components that take part in a relation, and fit; null when there are too many for one drawing.
function wholeGraph(withPlain) {
  const drawn = components.map((_, at) => at).filter((at) => (withPlain || !isPlain(at))
    && (at === data.document.root || relations.out[at].length || relations.in[at].length));
  if (drawn.length > MOST_NODES) return null;
  return { columns: byTier(drawn), left: 0, hidden: withPlain ? 0 : components.filter((_, at) => isPlain(at)).length };
}

function byTier(drawn) {
  const columns = [];
  for (const at of drawn) (columns[TIERS[components[at].kind] ?? 5] ||= []).push(at);
  return columns.filter(Boolean);
}

// What is at most `steps` away: what leads to it on the left, what it leads to on the right.
function neighbourhood(start, steps, withPlain) {
  const sides = { in: [], out: [] };
  const seen = new Set([start]);
  const found = [start];
  let left = 0;
  let hidden = 0;
  for (const side of ["out", "in"]) {
    let level = [start];
    for (let step = 0; step < steps && level.length; step += 1) {
      const next = [];
      for (const [, other] of level.flatMap((at) => relations[side][at])) {
        if (seen.has(other)) continue;
        seen.add(other);
        if (!withPlain && isPlain(other) && !isPlain(start)) hidden += 1;
        else if (found.length >= MOST_NODES) left += 1;
        else {
          next.push(other);
          found.push(other);
        }
      }
      sides[side].push(next);
      level = next;
    }
  }
  return { columns: [...sides.in.reverse(), [start], ...sides.out].filter((column) => column.length), left, hidden };
}

// Position of every component; within a column zones stay together, and each stands near those it is related to.
function positions(columns) {
  const place = new Map();
  let x = 0;
  for (const column of columns) {
    const sorted = ordered(column, place);
    const parts = Math.ceil(sorted.length / rowsOf(sorted.length));
    const size = Math.ceil(sorted.length / parts);
    for (let part = 0; part < parts; part += 1) {
      stack(sorted.slice(part * size, (part + 1) * size), x, place);
      x += part < parts - 1 ? 176 : 214;
    }
  }
  return place;
}

function stack(members, x, place) {
  let y = 0;
  let zone = members.length ? zoneOf(members[0]) : "";
  const steps = members.map((at, order) => {
    if (order) y += zoneOf(at) === zone ? 62 : 104;
    zone = zoneOf(at);
    return [at, y];
  });
  for (const [at, down] of steps) place.set(at, { x, y: down - y / 2 });
}

function ordered(column, place) {
  const centre = (at) => {
    const near = [...relations.in[at], ...relations.out[at]].map(([, other]) => place.get(other)).filter(Boolean);
    return near.length ? near.reduce((sum, one) => sum + one.y, 0) / near.length : 0;
  };
  const zones = ["", ...Object.keys(ZONES)];
  const keys = new Map(column.map((at) => [at, [zones.indexOf(zoneOf(at)), centre(at), components[at].kind, components[at].name]]));
  return [...column].sort((a, b) => {
    const [one, two] = [keys.get(a), keys.get(b)];
    return one.reduce((sum, key, at) => sum || compare(key, two[at]), 0) || a - b;
  });
}

// The drawing library's elements: a box for each zone in a column, nodes, edges.
function elementsOf(columns) {
  const place = positions(columns);
  const boxes = new Map();
  const nodes = [];
  for (const [at, position] of place) {
    const zone = zoneOf(at);
    const box = zone ? `zone:${zone}:${position.x}` : undefined;
    if (zone) boxes.set(box, { data: { id: box, label: ZONES[zone][0] }, classes: ZONES[zone][1] ? "zone beyond" : "zone", selectable: false, grabbable: false });
    const { kind, name } = components[at];
    nodes.push({ data: { id: `c${at}`, at, parent: box, label: `${shortened(name)}\n${kindName(kind)}` },
      position, classes: `component ${kind in TIERS ? kind : "other"} ${worstOf(at)}`, grabbable: false });
  }
  const edges = data.relations.flatMap(([source, kind, target], order) => (place.has(source) && place.has(target) && source !== target
    ? [{ data: { id: `e${order}`, source: `c${source}`, target: `c${target}`, label: kind.replaceAll("-", " ") }, classes: crosses(source, target) ? "crossing" : "", selectable: false }]
    : []));
  return [...boxes.values(), ...nodes, ...edges];
}

// The end of a path or name tells most.
const shortened = (name) => (name.length > 22 ? `${name.slice(0, 9)}…${name.slice(-12)}` : name);
