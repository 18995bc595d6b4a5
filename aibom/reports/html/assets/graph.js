// The drawing: zoom, pan, choose; beside it all that it shows as buttons, so that nothing needs a pointer.

const graphView = { drawing: null, start: null, drawn: [] };
const KIND_TONES = ["application", "agent", "tool", "prompt", "model", "dataset", "service"];

function colour(name) {
  const probe = byId("graph-canvas");
  const before = probe.style.color;
  probe.style.color = `var(--${name})`;
  const value = getComputedStyle(probe).color;
  probe.style.color = before;
  return value;
}

function graphStyle() {
  const quiet = colour("quiet");
  const tone = (name, line) => ({ selector: `.${name}`, style: line });
  return [
    { selector: ".component", style: { shape: "round-rectangle", width: 158, height: 44, "background-color": colour("surface"), "border-width": 1.5, "border-color": colour("other"),
      label: "data(label)", color: colour("text"), "font-size": 11.5, "font-family": "system-ui, sans-serif", "text-wrap": "wrap", "text-valign": "center", "text-halign": "center", "line-height": 1.25 } },
    ...KIND_TONES.map((kind) => tone(kind, { "border-color": colour(kind) })),
    { selector: ".application", style: { "border-width": 2.5, "font-weight": "bold" } },
    ...SEVERITIES.slice(0, 3).reverse().map((name) => tone(name, { "underlay-color": colour(name), "underlay-opacity": 0.32, "underlay-padding": 5, "underlay-shape": "round-rectangle" })),
    { selector: ".zone", style: { shape: "round-rectangle", label: "data(label)", color: quiet, "font-size": 11, "font-family": "system-ui, sans-serif", "text-valign": "top", "text-margin-y": -4,
      "background-color": quiet, "background-opacity": 0.05, "border-width": 1, "border-style": "dashed", "border-color": quiet, padding: 12, events: "no" } },
    tone("beyond", { color: colour("beyond"), "border-color": colour("beyond"), "background-color": colour("beyond"), "background-opacity": 0.06 }),
    { selector: "edge", style: { width: 1.4, "line-color": quiet, opacity: 0.65, "curve-style": "bezier", "target-arrow-shape": "triangle", "target-arrow-color": quiet, "arrow-scale": 0.8 } },
    { selector: ".crossing", style: { width: 2.2, "line-color": colour("beyond"), "target-arrow-color": colour("beyond") } },
    { selector: ".faded", style: { opacity: 0.3, "underlay-opacity": 0 } },
    { selector: "edge.faded", style: { opacity: 0.12 } },
    { selector: "edge.near", style: { opacity: 1, label: "data(label)", "font-size": 10, color: colour("text"), "text-background-color": colour("surface"), "text-background-opacity": 0.9, "text-background-padding": 2 } },
    { selector: ".chosen", style: { "border-width": 3.5, "border-color": colour("accent") } },
  ];
}

function restyleGraph() {
  if (graphView.drawing) graphView.drawing.style(graphStyle());
}

// The library is started when the graph comes near the window, so that the page is usable before.
function startGraph() {
  if (!data.relations.length) return;
  byId("graph").hidden = false;
  legend();
  byId("graph-whole").addEventListener("click", () => draw(null));
  byId("graph-depth").addEventListener("change", () => draw(graphView.start));
  byId("graph-libraries").addEventListener("change", () => draw(graphView.start));
  byId("graph-in").addEventListener("click", () => zoom(1.25));
  byId("graph-out").addEventListener("click", () => zoom(0.8));
  byId("graph-fit").addEventListener("click", fit);
  byId("graph-canvas").addEventListener("keydown", graphKeys);
  const watch = new IntersectionObserver((entries) => {
    if (entries.some((entry) => entry.isIntersecting)) {
      watch.disconnect();
      if (!graphView.drawing) draw(null);
    }
  }, { rootMargin: "200px" });
  watch.observe(byId("graph"));
}

function openDrawing() {
  const drawing = cytoscape({ container: byId("graph-canvas"), style: graphStyle(), layout: { name: "preset" }, minZoom: 0.1, maxZoom: 3, boxSelectionEnabled: false, autounselectify: true });
  drawing.on("tap", "node.component", (event) => choose(event.target.data("at")));
  drawing.on("tap", (event) => event.target === drawing && choose(null));
  drawing.on("mouseover", "node.component", () => { byId("graph-canvas").style.cursor = "pointer"; });
  drawing.on("mouseout", "node.component", () => { byId("graph-canvas").style.cursor = ""; });
  // The page scrolls with the wheel; the graph zooms with Ctrl and the wheel, with the buttons or by pinching.
  drawing.userZoomingEnabled(false);
  byId("graph-canvas").addEventListener("wheel", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    zoom(event.deltaY < 0 ? 1.12 : 0.89);
  }, { passive: false });
  return drawing;
}

// The whole graph (start null) where it fits, else what is near the application or the chosen start.
function draw(start) {
  const plain = byId("graph-libraries").checked;
  const steps = Number(byId("graph-depth").value);
  const whole = start === null ? wholeGraph(plain) : null;
  const first = start ?? data.document.root ?? data.relations[0][0];
  const part = whole || neighbourhood(first, steps, plain);
  graphView.drawing ||= openDrawing();
  graphView.start = start;
  graphView.drawn = part.columns.flat();
  graphView.drawing.elements().remove();
  graphView.drawing.add(elementsOf(part.columns));
  byId("graph-depth").disabled = whole !== null;
  byId("graph-said").textContent = drawnText(part, whole ? null : first);
  fit();
  choose(start);
}

function drawnText({ left, hidden }, first) {
  const what = first === null ? "The whole application" : `What is near ${named(components[first])}`;
  const size = count(graphView.drawn.length, "component");
  const rest = left ? ` ${count(left, "further component is", "further components are")} near but not drawn; choose one to see what is near it.` : "";
  const plain = hidden ? ` ${count(hidden, "library or image is", "libraries and images are")} left out.` : "";
  const big = first !== null && graphView.start === null ? " The whole graph is too large for one drawing." : "";
  return `${what}: ${size}.${big}${rest}${plain}`;
}

function fit() {
  const { drawing } = graphView;
  if (!drawing) return;
  drawing.resize();
  drawing.fit(undefined, 28);
  if (drawing.zoom() > 1.15) {
    drawing.zoom(1.15);
    drawing.center();
  }
}

function zoom(factor) {
  const { drawing } = graphView;
  if (drawing) drawing.zoom({ level: drawing.zoom() * factor, renderedPosition: { x: drawing.width() / 2, y: drawing.height() / 2 } });
}

function graphKeys(event) {
  const moves = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] };
  if (event.ctrlKey || event.metaKey || event.altKey || !graphView.drawing) return;
  if (moves[event.key]) graphView.drawing.panBy({ x: moves[event.key][0], y: moves[event.key][1] });
  else if (event.key === "+" || event.key === "=") zoom(1.25);
  else if (event.key === "-") zoom(0.8);
  else if (event.key === "0") fit();
  else if (event.key === "Escape") choose(null);
  else return;
  event.preventDefault();
}

function choose(at) {
  const { drawing } = graphView;
  drawing.elements().removeClass("faded near chosen");
  const node = at === null ? null : drawing.getElementById(`c${at}`);
  if (node && node.nonempty()) {
    const near = node.closedNeighborhood();
    drawing.elements().difference(near).difference(".zone").addClass("faded");
    near.edges().addClass("near");
    node.addClass("chosen");
  }
  fill(byId("graph-side"), at === null ? sideList() : sideDetail(at));
}

// Everything that is drawn, as buttons.
function sideList() {
  const groups = new Map();
  for (const at of graphView.drawn) {
    const kind = plural(components[at].kind);
    groups.set(kind, [...(groups.get(kind) || []), at]);
  }
  return [make("h3", {}, "Drawn components"), make("p", { class: "quiet" }, "Choose one here or in the drawing. Ctrl and the wheel zoom."),
    [...groups].map(([kind, members]) => [make("h4", {}, kind), growing(members, (at) => make("li", {}, chooser(at)), 12)])];
}

const chooser = (at) => button(named(components[at]), () => {
  if (!graphView.drawn.includes(at)) draw(at);
  else choose(at);
  byId("graph-side").focus();
}, { class: "link", "data-component": at });

function sideDetail(at) {
  const component = components[at];
  const zone = zoneOf(at);
  const edges = (title, found) => (found.length ? [make("h4", {}, title), growing(found, ([kind, other]) =>
    make("li", {}, make("span", { class: "quiet" }, kind.replaceAll("-", " ")), " ", chooser(other)), 12)] : null);
  return [make("h3", {}, named(component)),
    make("p", {}, make("span", { class: "badge kind" }, kindName(component.kind)), " ", findingsOf[at].length ? [badge(worstOf(at)), ` ${count(findingsOf[at].length, "finding")}`] : null),
    zone ? make("p", { class: "quiet" }, `Trust zone: ${ZONES[zone][0].toLowerCase()}${ZONES[zone][1] ? ", beyond the trust boundary" : ""}.`) : null,
    component.evidence.length ? make("p", {}, place(component.evidence[0].place)) : null,
    make("div", { class: "actions" }, button("All details", () => openDetail(at)), button("What is near it", () => {
      draw(at);
      byId("graph-side").focus();
    }), button("All drawn", () => choose(null))),
    edges("Leads to", relations.out[at]), edges("Comes from", relations.in[at])];
}

function showInGraph(at) {
  byId("graph").scrollIntoView();
  draw(at);
  byId("graph-side").focus({ preventScroll: true });
}

function legend() {
  const swatch = (name, text) => {
    const box = make("span", { "aria-hidden": "true" });
    box.style.setProperty("--tone", `var(--${name})`);
    return make("li", {}, box, text);
  };
  fill(byId("graph-legend"), KIND_TONES.map((kind) => swatch(kind, kindName(kind))),
    make("li", {}, make("span", { class: "dashed", "aria-hidden": "true" }), "zone beyond the trust boundary"),
    make("li", {}, make("span", { class: "stroke", "aria-hidden": "true" }), "crosses the trust boundary"),
    make("li", {}, "a halo marks findings from medium on"));
}
