// A Vega chart in its place: drawn in the interpreter, opened by click or key, with its marks in words beside it.

// Marks in an order and in sizes that let none be hidden by another: of those that follow one another in one spot the
// biggest comes first, and each that would cover the one before it is drawn smaller, inside it.
function layered(marks, sameSpot) {
  const spots = [];
  for (const mark of marks) {
    const spot = spots.at(-1);
    if (spot && sameSpot(spot[0], mark)) spot.push(mark);
    else spots.push([mark]);
  }
  for (const spot of spots) {
    spot.sort((a, b) => b.size - a.size);
    for (let n = 1; n < spot.length; n++) spot[n].size = Math.min(spot[n].size, spot[n - 1].size * 0.36);
  }
  return spots.flat();
}

const charts = [];
const MARKS_IN_WORDS = 300;

class Chart {
  // `open` is handed the row of the mark that was chosen; `label` says what the chart shows
  constructor(name, place, label, open) {
    Object.assign(this, { name, label, open, rows: [], byKey: new Map(), at: -1, sets: {}, signals: {}, view: null });
    this.box = h('div', { class: 'chart', tabindex: '0', ...this.spoken(), on: { keydown: (event) => this.key(event), blur: () => this.mark(-1) } });
    this.empty = h('p', { class: 'empty', hidden: true }, 'Nothing here passes the filter.');
    this.list = h('ol');
    this.words = h('details', { class: 'chart-table', on: { toggle: () => this.tell() } }, h('summary', {}, 'In words'), this.list);
    byId(place).append(this.box, this.empty, this.words);
    charts.push(this);
  }

  // what a screen reader says of the chart
  spoken() {
    const label = `${this.label}. Arrow keys go from mark to mark, Enter opens the rows behind one.`;
    return { role: 'application', 'aria-roledescription': 'chart', 'aria-label': label };
  }

  // rows of marks, in the order in which the keyboard goes through them; other data sets and signals by name;
  // `points` among the sets are marks and blanks, which keep places on an axis, together
  set(rows, sets = {}, signals = {}) {
    Object.assign(this, { rows, sets, signals, at: -1, byKey: new Map(rows.map((row) => [row.key, row])) });
    this.box.hidden = rows.length === 0;
    this.empty.hidden = rows.length > 0;
    this.words.hidden = rows.length === 0;
    this.tell();
    drawSoon(this);
  }

  draw() {
    undrawn.delete(this);
    if (!this.view) return;
    for (const [name, rows] of Object.entries({ points: this.rows, ...this.sets })) this.view.data(name, rows.map((row, rank) => ({ ...row, rank, fill: colour(row.colour) })));
    // Vega asks how wide its place is when the window changes alone
    if (this.box.clientWidth) this.view.signal('width', this.box.clientWidth);
    for (const [name, value] of Object.entries({ ...themeSignals(), ...this.signals, active: '' })) this.view.signal(name, value);
    this.view.resize().run();
  }

  async embed() {
    const { view } = await vegaEmbed(this.box, SPECS[this.name], {
      mode: 'vega', renderer: 'svg', ast: true, actions: false, defaultStyle: false, tooltip: false, logLevel: 1,
    });
    this.view = view;
    for (const [name, value] of Object.entries(this.spoken())) this.box.setAttribute(name, value); // Vega has set its own
    view.addEventListener('click', (_, item) => this.choose(item));
    view.addEventListener('pointermove', (event, item) => this.hover(event, item));
    view.addEventListener('pointerout', () => { byId('tip').hidden = true; });
    this.box.querySelector('svg')?.setAttribute('aria-hidden', 'true');
    this.onEmbed?.(view);
    this.draw();
  }

  rowOf(item) {
    return item && item.datum ? this.byKey.get(item.datum.key) : undefined;
  }

  choose(item) {
    const row = this.rowOf(item);
    byId('tip').hidden = true;
    if (row) this.open(row);
  }

  hover(event, item) {
    const row = this.rowOf(item);
    const tip = byId('tip');
    tip.hidden = !row;
    if (!row) return;
    tip.textContent = row.tip;
    const { width, height } = tip.getBoundingClientRect();
    tip.style.left = `${Math.max(8, Math.min(event.clientX + 14, window.innerWidth - width - 8))}px`;
    tip.style.top = `${event.clientY + height + 24 > window.innerHeight ? event.clientY - height - 12 : event.clientY + 16}px`;
  }

  key(event) {
    const last = this.rows.length - 1;
    const to = {
      ArrowRight: this.at + 1, ArrowDown: this.at + 1, ArrowLeft: this.at - 1, ArrowUp: this.at - 1, Home: 0, End: last,
    }[event.key];
    if (to !== undefined && last >= 0) {
      event.preventDefault();
      this.mark(Math.max(0, Math.min(last, to)));
      say(this.rows[this.at].tip);
    } else if ((event.key === 'Enter' || event.key === ' ') && this.at >= 0) {
      event.preventDefault();
      this.open(this.rows[this.at]);
    } else if (event.key === 'Escape') {
      this.mark(-1);
    }
  }

  mark(at) {
    this.at = at;
    this.view?.signal('active', at < 0 ? '' : this.rows[at].key).run();
  }

  // the marks as a list of buttons, made when it is unfolded
  tell() {
    if (!this.words.open) return;
    this.list.replaceChildren(...this.rows.slice(0, MARKS_IN_WORDS).map((row) => h('li', {}, link(row.tip.replaceAll('\n', ' · '), () => this.open(row)))));
    if (this.rows.length > MARKS_IN_WORDS) this.list.append(h('li', {}, `and ${count(this.rows.length - MARKS_IN_WORDS, 'more mark', 'more marks')}: filter to see them`));
  }
}

function themeSignals() {
  const [ink, muted, grid] = isDark() ? ['#e8eaed', '#a7b0ba', '#30363d'] : ['#1b1f24', '#57606a', '#e4e7eb'];
  return { ink, muted, grid, labels: narrow.matches ? 104 : 210 };
}

function repaint() {
  for (const path of document.querySelectorAll('path[data-colour]')) path.setAttribute('fill', colour(path.dataset.colour));
  for (const chart of charts) chart.draw();
}

// --- Drawing one chart after the other, so that the page answers in between, what is in view first -------------------------

const undrawn = new Set();
let drawing = false, embedded = false;
const told = (state) => { document.documentElement.dataset.drawn = state; };
const breath = () => new Promise((resolve) => { setTimeout(resolve); });

function inView(chart) {
  const { top, bottom } = chart.box.getBoundingClientRect();
  return bottom > 0 && top < window.innerHeight;
}

async function drawSoon(chart) {
  undrawn.add(chart);
  told('no');
  if (drawing || !embedded) return;
  drawing = true;
  await breath();
  while (undrawn.size) {
    ([...undrawn].find(inView) || [...undrawn][0]).draw();
    await breath();
  }
  drawing = false;
  told('yes');
}

async function embedAll() {
  for (const chart of charts) {
    await chart.embed();
    await breath();
  }
  embedded = true;
  told('yes');
}

function startTheme() {
  dark.addEventListener('change', repaint);
  narrow.addEventListener('change', repaint);
  const turn = (now) => { if (printing !== now) { printing = now; repaint(); } };
  window.addEventListener('beforeprint', () => turn(true));
  window.addEventListener('afterprint', () => turn(false));
  window.matchMedia('print').addEventListener('change', (event) => turn(event.matches));
}
