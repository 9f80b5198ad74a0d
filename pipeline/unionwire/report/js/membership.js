// Stated membership: how far statements on each union lie apart, and one union over time.

const membership = { union: null, unions: 16 };
const rangesChart = new Chart('ranges', 'ranges', 'Least, middle and greatest membership stated of each union', (mark) => { membership.union = mark.union; drawMembership(); byId('membership-of').scrollIntoView({ block: 'nearest' }); openRows(mark.title, [{ table: 'counts', rows: mark.rows }]); });
const membershipChart = new Chart('membership', 'membership-chart', 'Stated membership of one union over time', (mark) => openRows(mark.title, [{ table: 'counts', rows: mark.rows }]));
const COUNT_SHAPES = { exact: 'circle', about: 'diamond', more_than: 'triangle-up', nearly: 'triangle-down', less_than: 'triangle-down' };
const SOURCES_TOLD_APART = 5;
const MARK = 130; // the area of a mark, in square pixels

function wholeByUnion() {
  const found = new Map();
  for (const row of selected.counts) {
    if (COUNTS.scope[row] !== null || COUNTS.value[row] <= 0) continue;
    if (!found.has(COUNTS.union[row])) found.set(COUNTS.union[row], []);
    found.get(COUNTS.union[row]).push(row);
  }
  return found;
}

// the union of which articles state most different sizes
function mostTold(marks) {
  const different = (mark) => new Set(mark.rows.map((row) => COUNTS.value[row])).size;
  return marks.reduce((best, mark) => (different(mark) > best[1] ? [mark.union, different(mark)] : best), [null, 0])[0];
}

const sourcesOf = (rows) => new Set(rows.map((row) => ARTICLES.source[COUNTS.article[row]]));

function drawRanges() {
  const found = wholeByUnion();
  const marks = [...found].map(([union, rows]) => {
    const values = rows.map((row) => COUNTS.value[row]);
    const [low, high] = [values.reduce((a, b) => Math.min(a, b)), values.reduce((a, b) => Math.max(a, b))];
    const mid = middle(values), sources = sourcesOf(rows).size;
    const title = `${unionName(union)}: ${low === high ? wholeNumber.format(low) : `${wholeNumber.format(low)} to ${wholeNumber.format(high)}`}`;
    return { key: `u${union}`, union, rows, label: unionName(union), low, mid, high, colour: 'plain', title, tip: `${title}\nmiddle ${wholeNumber.format(mid)}\n${count(rows.length, 'statement')} in ${count(sources, 'source')}` };
  });
  marks.sort((a, b) => b.rows.length - a.rows.length || b.mid - a.mid || a.union - b.union);
  const shown = marks.slice(0, membership.unions).sort((a, b) => b.mid - a.mid || a.union - b.union);
  rangesChart.set(shown);
  toggleMore('ranges-more', marks.length - shown.length, 'union', () => { membership.unions += 24; drawRanges(); });
  if (!found.has(membership.union)) membership.union = mostTold(marks);
  fill('membership-union', ...marks.map((mark) => h('option', { value: mark.union }, `${mark.label} (${mark.rows.length})`)));
  drawMembership();
}

function drawMembership() {
  const rows = (membership.union === null ? [] : wholeByUnion().get(membership.union)) || [];
  byId('membership-union').value = String(membership.union);
  byId('membership-of').textContent = rows.length ? `${unionName(membership.union)} over time` : 'Over time';
  const dayOfRow = (row) => ARTICLES.day[COUNTS.article[row]];
  const datedRows = rows.filter((row) => dayOfRow(row) !== null && !ahead(dayOfRow(row)));
  const n = new Map();
  for (const row of datedRows) n.set(ARTICLES.source[COUNTS.article[row]], (n.get(ARTICLES.source[COUNTS.article[row]]) || 0) + 1);
  const told = [...n.keys()].sort((a, b) => n.get(b) - n.get(a) || a - b).slice(0, SOURCES_TOLD_APART);
  const colourOf = (row) => { const place = told.indexOf(ARTICLES.source[COUNTS.article[row]]); return `s${place < 0 ? SOURCES_TOLD_APART : place}`; };
  const marks = new Map(), years = new Map();
  for (const row of datedRows) { // one mark for the same statement in the same month and source
    const key = `${Math.floor(dayOfRow(row) / 30.4)}|${COUNTS.value[row]}|${COUNTS.qualifier[row]}|${colourOf(row)}`;
    if (!marks.has(key)) marks.set(key, []);
    marks.get(key).push(row);
    const year = yearOf(dayOfRow(row));
    if (!years.has(year)) years.set(year, []);
    years.get(year).push(row);
  }
  const points = [...marks].map(([key, held]) => {
    const title = `${unionName(membership.union)}: ${sizeText(held[0])}, ${dayText(dayOfRow(held[0]))}`;
    const named = [...new Set(held.map((row) => sourceName(COUNTS.article[row])))].slice(0, 4).join(', ');
    return { key, rows: held, t: dayOfRow(held[0]) * DAY, value: COUNTS.value[held[0]], size: MARK, shape: COUNT_SHAPES[COUNTS.qualifier[held[0]]] || 'circle', colour: colourOf(held[0]), title, tip: `${title}\n${named}\n${count(held.length, 'statement')}` };
  });
  points.sort((a, b) => a.t - b.t || a.value - b.value);
  const days = points.length ? points.at(-1).t - points[0].t : 0;
  const [least, most] = [points.reduce((low, { value }) => Math.min(low, value), Infinity), points.reduce((high, { value }) => Math.max(high, value), 0)];
  const near = (a, b) => b.t - a.t <= days * 0.012 && Math.abs(b.value - a.value) <= (most - least) * 0.02;
  const bands = [...years].sort((a, b) => a[0] - b[0]).map(([, held]) => { // at the mean day of the year's statements
    const values = held.map((row) => COUNTS.value[row]);
    const t = (held.reduce((sum, row) => sum + dayOfRow(row), 0) / held.length) * DAY;
    return { t, low: values.reduce((a, b) => Math.min(a, b)), mid: middle(values), high: values.reduce((a, b) => Math.max(a, b)), colour: 'faint' };
  });
  membershipChart.set(layered(points, near), { bands });
  const undated = rows.length - datedRows.length;
  byId('membership-note').textContent = 'The line goes through the middle of each year, the bars show the spread within one.'
    + (undated ? ` ${count(undated, 'statement')} more without a usable date ${undated === 1 ? 'is' : 'are'} not drawn.` : '');
  const others = n.size - told.length;
  legend('membership-legend', [
    ...told.map((source, place) => [`s${place}`, DATA.names.sources[source], 'circle']),
    ...(others > 0 ? [['s5', count(others, 'other source'), 'circle']] : []),
    ['faint', 'about', 'diamond'], ['faint', 'more than', 'triangle-up'], ['faint', 'nearly, less than', 'triangle-down'],
  ]);
}

function startMembership() {
  byId('membership-union').addEventListener('change', (event) => { membership.union = Number(event.target.value); drawMembership(); });
  listeners.push(drawRanges);
}
