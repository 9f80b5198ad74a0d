// Endorsements over time: a lane a candidate, with marks that grow finer as one zooms in.

const timeline = { from: null, to: null, lanes: 16 };
const STEPS = [ // the first whose number of stretches fits into the view is taken
  ['day', 1, (day) => day],
  ['week', 7, (day) => day - ((day + 3) % 7)],
  ['month', 30.4, (day) => { const date = new Date(day * DAY); return dayOf(date.getUTCFullYear(), date.getUTCMonth()); }],
  ['quarter', 91.3, (day) => { const date = new Date(day * DAY); return dayOf(date.getUTCFullYear(), date.getUTCMonth() - (date.getUTCMonth() % 3)); }],
  ['year', 365.25, (day) => dayOf(yearOf(day))],
];
const stepFor = (days, most) => STEPS.find(([, length]) => days / length <= most) || STEPS.at(-1);

const timelineChart = new Chart('timeline', 'timeline-chart', 'Endorsements over time, by candidate', (mark) => openRows(mark.title, [{ table: 'endorsements', rows: mark.rows }]));
const spanChart = new Chart('span', 'span', 'Endorsements of all candidates over time', (mark) => zoomTo(mark.first, mark.last));

const dated = () => selected.endorsements.filter((row) => ENDORSEMENTS.when[row] !== null && !ahead(ENDORSEMENTS.when[row]));
const NEAR = 0.012; // of the view: marks of a lane that are no further apart lie on one another

function extent(rows) {
  let [first, last] = [Infinity, -Infinity];
  for (const row of rows) {
    first = Math.min(first, ENDORSEMENTS.when[row]);
    last = Math.max(last, ENDORSEMENTS.when[row]);
  }
  const air = Math.max(10, Math.round((last - first) * (narrow.matches ? 0.07 : 0.03)));
  return [first - air, last + air];
}

function zoomTo(from, to) {
  [timeline.from, timeline.to] = from === null ? [null, null] : [Math.floor(from), Math.max(Math.ceil(to), Math.floor(from) + 4)];
  drawTimeline();
}

function drawTimeline() {
  const E = ENDORSEMENTS, rows = dated();
  const toCome = selected.endorsements.filter((row) => ahead(ENDORSEMENTS.when[row])).length;
  const undated = selected.endorsements.length - rows.length - toCome;
  if (!rows.length) {
    timelineChart.set([]);
    spanChart.set([], { window: [] });
    fill('timeline-span', undated ? `${count(undated, 'endorsement')} without any date` : '');
    toggleMore('timeline-more', 0, 'candidate', null);
    return;
  }
  const [least, most] = extent(rows);
  const [from, to] = timeline.from === null ? [least, most] : [timeline.from, timeline.to];
  const shown = rows.filter((row) => E.when[row] >= from && E.when[row] <= to);
  const [unit, , bin] = stepFor(to - from, narrow.matches ? 24 : 60);
  const lanes = new Map();
  for (const row of shown) lanes.set(E.candidate[row], (lanes.get(E.candidate[row]) || 0) + 1);
  const people = [...lanes.keys()].sort((a, b) => (a < 0) - (b < 0) || lanes.get(b) - lanes.get(a) || a - b); // nobody last
  const kept = people.slice(0, timeline.lanes);
  if (people.length > kept.length && people.at(-1) < 0) kept[kept.length - 1] = -1; // those who backed nobody always have their lane
  const place = new Map(kept.map((person, n) => [person, n]));
  const marks = new Map();
  for (const row of shown) {
    if (!place.has(E.candidate[row])) continue;
    const key = `${E.candidate[row]}|${bin(E.when[row])}|${E.stance[row]}`;
    if (!marks.has(key)) marks.set(key, []);
    marks.get(key).push(row);
  }
  const points = [...marks].map(([key, held]) => timelineMark(key, held));
  points.sort((a, b) => place.get(a.person) - place.get(b.person) || a.t - b.t || a.stance - b.stance);
  timelineChart.set(layered(points, (a, b) => a.person === b.person && b.t - a.t <= (to - from) * DAY * NEAR), {}, { from_day: from * DAY, to_day: to * DAY });
  drawSpan(rows, least, most, timeline.from === null ? null : [from, to]);
  byId('timeline-span').textContent = `${dayText(from)} to ${dayText(to)}: ${count(shown.length, 'statement')}, one mark a ${unit} and stance`
    + (undated ? `; ${count(undated, 'more', 'more')} without any date` : '')
    + (toCome ? `; ${count(toCome, 'more', 'more')} of a day after the reading` : '');
  for (const id of ['zoom-out', 'zoom-earlier', 'zoom-later', 'zoom-all']) byId(id).disabled = timeline.from === null;
  toggleMore('timeline-more', people.length - place.size, 'candidate', () => { timeline.lanes += 20; drawTimeline(); });
}

function timelineMark(key, held) {
  const E = ENDORSEMENTS, person = E.candidate[held[0]], stance = STANCES[E.stance[held[0]]];
  const when = held.reduce((sum, row) => sum + E.when[row], 0) / held.length;
  const [first, last] = [held.reduce((a, b) => (E.when[b] < E.when[a] ? b : a)), held.reduce((a, b) => (E.when[b] > E.when[a] ? b : a))];
  const unions = [...new Set(held.map((row) => unionName(E.union[row])))];
  const who = unions.slice(0, 4).join(', ') + (unions.length > 4 ? ` and ${unions.length - 4} more` : '');
  const title = `${personName(person)}: ${stance}, ${spanText(E.when[first], E.when[last], E.exact[first], E.exact[last])}`;
  return {
    key, person, stance: E.stance[held[0]], t: when * DAY, size: held.length, label: personName(person), rows: held,
    shape: SHAPES[stance], colour: stance, title, tip: `${title}\n${who}\n${count(held.length, 'statement')}`,
  };
}

function drawSpan(rows, least, most, shown) {
  const [, length, bin] = stepFor(most - least, 120);
  const bars = new Map();
  for (const row of rows) {
    const start = bin(ENDORSEMENTS.when[row]);
    bars.set(start, (bars.get(start) || 0) + 1);
  }
  const marks = [...bars].sort((a, b) => a[0] - b[0]).map(([start, n]) => {
    const end = bin(start + Math.round(length * 1.5));
    return { key: `b${start}`, t: start * DAY, t2: end * DAY, n, colour: 'faint', first: start, last: end, tip: `${spanText(start, end - 1)}\n${count(n, 'statement')}` };
  });
  spanChart.set(marks, { window: shown ? [{ t: shown[0] * DAY, t2: shown[1] * DAY, colour: 'window' }] : [] });
}

// a stretch is chosen when the pointer is let go
spanChart.onEmbed = (view) => {
  let dragged = null;
  view.addSignalListener('drag', (_, value) => { dragged = value && value.t ? value.t : null; });
  window.addEventListener('pointerup', () => {
    if (!dragged || dragged[1] - dragged[0] < 2 * DAY) return;
    const [from, to] = dragged;
    dragged = null;
    view.data('drag_store', []).signal('drag_x', []).run();
    zoomTo(from / DAY, to / DAY);
  });
};

function startTimeline() {
  stanceLegend('timeline-legend');
  const now = () => (timeline.from === null ? extent(dated()) : [timeline.from, timeline.to]);
  const zoom = (factor) => {
    const [from, to] = now(), [least, most] = extent(dated());
    const half = Math.max(3, ((to - from) * factor) / 2), centre = (from + to) / 2;
    if (half * 2 >= most - least) zoomTo(null, null);
    else zoomTo(centre - half, centre + half);
  };
  const shift = (part) => { const [from, to] = now(); zoomTo(from + (to - from) * part, to + (to - from) * part); };
  const acts = {
    'zoom-in': () => zoom(0.5), 'zoom-out': () => zoom(2), 'zoom-earlier': () => shift(-0.5), 'zoom-later': () => shift(0.5), 'zoom-all': () => zoomTo(null, null),
  };
  for (const [id, act] of Object.entries(acts)) byId(id).addEventListener('click', () => { if (dated().length) act(); });
  listeners.push(drawTimeline);
}
