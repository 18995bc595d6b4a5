// Long lists are shown a page at a time, their count is announced, and printing shows all of them.

const pagedLists = [];

// show(items) draws one page's items and gives an element; noun = [one, many] for the count.
class PagedList {
  constructor(container, { size, noun, show, empty }) {
    Object.assign(this, { size, noun, show, empty, items: [], total: 0, page: 0, printing: false });
    this.body = make("div");
    this.said = make("span", { role: "status", "aria-live": "polite" });
    this.previous = button("Previous", () => this.turn(-1));
    this.next = button("Next", () => this.turn(1));
    this.label = noun[1];
    this.previous.setAttribute("aria-label", `Previous ${this.label}`);
    this.next.setAttribute("aria-label", `Next ${this.label}`);
    fill(container, make("div", { class: "pager" }, this.said, make("span", { class: "push" }), make("span", { class: "turns" }, this.previous, this.next)), this.body);
    pagedLists.push(this);
  }

  set(items, total) {
    Object.assign(this, { items, total, page: 0 });
    this.draw();
  }

  turn(by) {
    this.page += by;
    this.draw();
    if (this.body.getBoundingClientRect().top < 0) this.body.scrollIntoView({ block: "start" });
  }

  draw() {
    const { items, size, page, total } = this;
    const pages = Math.max(1, Math.ceil(items.length / size));
    const shown = this.printing ? items : items.slice(page * size, (page + 1) * size);
    const of = items.length < total ? ` of ${number(total)}` : "";
    const part = pages > 1 && !this.printing ? `, ${number(page * size + 1)} to ${number(page * size + shown.length)} shown` : "";
    this.said.textContent = `${number(items.length)}${of} ${total === 1 ? this.noun[0] : this.noun[1]}${part}`;
    this.previous.hidden = this.next.hidden = pages === 1;
    this.previous.disabled = page === 0;
    this.next.disabled = page >= pages - 1;
    fill(this.body, shown.length ? this.show(shown) : make("p", { class: "empty" }, this.empty));
  }
}

// columns: {title, cell(item), key(item)?, class?, head?}; a column with a key sorts. sort = [column, direction].
function table(caption, columns, items, sort, onsort) {
  const head = columns.map((column, at) => {
    const sorted = sort && sort[0] === at ? (sort[1] > 0 ? "ascending" : "descending") : null;
    const arrow = sorted ? (sort[1] > 0 ? " ↑" : " ↓") : "";
    const title = column.key && onsort ? button(column.title + arrow, () => onsort(at), { "data-sort": at }) : column.title;
    return make("th", { scope: "col", class: column.class, "aria-sort": sorted }, title);
  });
  const rows = items.map((item) =>
    make("tr", {}, columns.map((column) =>
      make(column.head ? "th" : "td", { scope: column.head ? "row" : null, class: column.class }, column.cell(item)))));
  return make("div", { class: "table", role: "region", "aria-label": caption, tabindex: "0" },
    make("table", {}, make("thead", {}, make("tr", {}, head)), make("tbody", {}, rows)));
}

function compare(a, b) {
  return typeof a === "number" && typeof b === "number" ? a - b : String(a).localeCompare(String(b), "en", { numeric: true });
}

// A paged table that sorts by its heads.
class PagedTable {
  constructor(container, { caption, columns, size = 50, noun, empty, sort = null }) {
    Object.assign(this, { columns, sort, found: [], total: 0 });
    const show = (items) => table(caption, columns, items, this.sort, (at) => this.sortBy(at));
    this.list = new PagedList(container, { size, noun, empty, show });
  }

  set(items, total) {
    Object.assign(this, { found: items, total });
    this.list.set(this.sorted(), total);
  }

  sorted() {
    if (!this.sort) return this.found;
    const [at, direction] = this.sort;
    const keyed = this.found.map((item, order) => [this.columns[at].key(item), order, item]);
    keyed.sort((a, b) => direction * compare(a[0], b[0]) || a[1] - b[1]);
    return keyed.map(([, , item]) => item);
  }

  sortBy(at) {
    this.sort = [at, this.sort && this.sort[0] === at ? -this.sort[1] : 1];
    this.list.set(this.sorted(), this.total);
    this.list.body.querySelector(`[data-sort="${at}"]`).focus();
  }
}

// A details element whose content is made when it is first opened.
function lazyCard(summary, content) {
  const card = make("details", { class: "card" }, make("summary", {}, summary));
  card.draw = () => {
    if (card.childElementCount === 1) add(card, make("div", { class: "inside" }, content()));
  };
  card.addEventListener("toggle", () => card.open && card.draw());
  return card;
}

// The first few, and a button for the rest.
function growing(items, show, first = 20) {
  const holder = make("ul", { class: "plain" }, items.slice(0, first).map(show));
  if (items.length <= first) return holder;
  const more = button(`Show ${number(items.length - first)} more`, () => more.grow().focus(), { class: "more" });
  more.grow = () => {
    const rest = items.slice(first).map(show);
    add(holder, rest);
    more.remove();
    rest[0].tabIndex = -1;
    return rest[0];
  };
  return make("div", {}, holder, more);
}
