// What was read, from where, and how far it can be trusted.

const KIND_COLOURS = ['out', 'kept', 'facts']; // of the fates of articles, in the order of DATA.names.kinds
const KIND_PARTS = [2, 1, 0]; // with facts at the foot of a bar
const coverageView = { sources: 15, rules: 12 };
const yearsChart = new Chart('years', 'years', 'Articles by year of publication and by what became of them', (mark) => openRows(mark.title, [{ table: 'articles', rows: mark.rows() }]));
const sourcesChart = new Chart('sources', 'sources', 'Articles by source and by what became of them', (mark) => openRows(mark.title, [{ table: 'articles', rows: mark.rows() }]));
const confidenceChart = new Chart('confidence', 'confidence', 'Facts by confidence', (mark) => openRows(mark.title, [{ table: mark.table, rows: mark.rows }]));

// how many articles there are of each source, year and fate: all that were read, or those with facts that pass the filter
function coverage() {
  const C = DATA.coverage;
  if (!filtersFacts()) {
    return C.size.map((n, at) => ({ source: C.source[at], year: C.year[at], kind: C.kind[at], n })).filter(({ source }) => filter.source < 0 || source === filter.source);
  }
  return selected.articles.map((row) => ({ source: ARTICLES.source[row], year: yearOf(ARTICLES.day[row]) ?? 0, kind: ARTICLES.kind[row], n: 1 }));
}

const LATER = 9999; // stands for all years after the last run
const MOST_YEARS = 70; // longer spans come of wrong dates, and are not drawn to scale

// a year without articles has its place all the same; articles without a date, or with one to come, stand apart
function withBlankYears(marks) {
  const known = marks.filter(({ year }) => year && year < LATER).map(({ year }) => year);
  const [first, last] = [known[0], known.at(-1)];
  const blank = (label) => ({ label, n: 0, part: 0, colour: 'out' });
  const undated = marks.filter(({ year }) => !year);
  const years = [];
  if (last - first <= MOST_YEARS) for (let year = first; year <= last; year++) years.push(blank(String(year)));
  const later = marks.filter(({ year }) => year === LATER);
  return [...undated, ...(undated.length && known.length ? [blank(' ')] : []), ...years, ...marks.filter(({ year }) => year && year < LATER),
    ...(later.length && known.length ? [blank('  ')] : []), ...later];
}

function stacked(cells, keyOf) {
  const bars = new Map();
  for (const cell of cells) {
    const key = `${keyOf(cell)}|${cell.kind}`;
    bars.set(key, (bars.get(key) || 0) + cell.n);
  }
  return bars;
}

function drawCoverage() {
  const cells = coverage();
  const articlesWhere = (passes) => () => selected.articles.filter(passes);
  const lastYear = yearOf(DATA.about.until) ?? LATER;
  const barOf = (year) => (year > lastYear ? LATER : year ?? 0);
  const years = [...stacked(cells, (cell) => barOf(cell.year))].map(([key, n]) => {
    const [year, kind] = key.split('|').map(Number);
    const title = `${{ 0: 'Undated', [LATER]: 'Dated after they were read' }[year] ?? year}: articles ${DATA.names.kinds[kind]}`;
    return { key, year, label: { 0: 'undated', [LATER]: 'to come' }[year] ?? String(year), n, part: KIND_PARTS[kind], colour: KIND_COLOURS[kind], title, tip: `${title}\n${count(n, 'article')}`,
      rows: articlesWhere((row) => barOf(yearOf(ARTICLES.day[row])) === year && ARTICLES.kind[row] === kind) };
  });
  years.sort((a, b) => a.year - b.year || a.part - b.part); // the undated first, as 0
  yearsChart.set(years, { points: withBlankYears(years) });
  const totals = new Map();
  for (const { source, kind, n } of cells) totals.set(source, (totals.get(source) || 0) + n + (kind === 2 ? n * 1e6 : 0)); // most articles with facts first
  const ranked = [...totals.keys()].sort((a, b) => totals.get(b) - totals.get(a) || a - b);
  const place = new Map(ranked.slice(0, coverageView.sources).map((source, n) => [source, n]));
  const bars = [...stacked(cells.filter(({ source }) => place.has(source)), (cell) => cell.source)].map(([key, n]) => {
    const [source, kind] = key.split('|').map(Number);
    const title = `${DATA.names.sources[source]}: articles ${DATA.names.kinds[kind]}`;
    return { key, source, label: DATA.names.sources[source], n, part: KIND_PARTS[kind], colour: KIND_COLOURS[kind], title, tip: `${title}\n${count(n, 'article')}`,
      rows: articlesWhere((row) => ARTICLES.source[row] === source && ARTICLES.kind[row] === kind) };
  });
  bars.sort((a, b) => place.get(a.source) - place.get(b.source) || a.part - b.part);
  sourcesChart.set(bars);
  toggleMore('sources-more', ranked.length - place.size, 'source', () => { coverageView.sources += 30; drawCoverage(); });
  drawTiles(cells);
}

function drawTiles(cells) {
  const total = (passes) => cells.filter(passes).reduce((sum, { n }) => sum + n, 0);
  const articles = (passes) => () => [{ table: 'articles', rows: selected.articles.filter(passes) }];
  const facts = (table) => () => [{ table, rows: selected[table] }];
  const rejected = DATA.rejects.n.reduce((a, b) => a + b, 0);
  const breaking = selected.pairs.filter((row) => PAIRS.alignment[row] === 'breaks'), said = breaksSaidAlone();
  const tiles = [
    [total(() => true), filtersFacts() ? 'articles that pass the filter' : 'articles read', articles(() => true)],
    [total(({ kind }) => kind > 0), 'of them kept: a union may be named', articles((row) => ARTICLES.kind[row] > 0)],
    [total(({ kind }) => kind === 2), 'of them with facts', articles((row) => ARTICLES.kind[row] === 2)],
    [selected.endorsements.length, 'endorsements and other stances', facts('endorsements')],
    [selected.counts.length, 'membership counts', facts('counts')],
    [selected.relationships.length, 'relationships of unions', facts('relationships')],
    [breaking.length + said.length, 'breaks of a child with its parent', () => [{ table: 'pairs', rows: breaking }, { table: 'relationships', rows: said.flat() }]],
    [rejected, 'records not read', () => [{ table: 'rejects', rows: selected.rejects }]],
  ];
  fill('tiles', ...tiles.map(([n, label, lists]) => h('li', {}, button(
    h('b', {}, wholeNumber.format(n)), () => openRows(`${wholeNumber.format(n)} ${label}`, lists()), { class: 'tile' },
  ))));
  [...byId('tiles').children].forEach((tile, n) => tile.firstChild.append(h('span', {}, tiles[n][1])));
}

function drawQuality() {
  const bars = new Map(), rules = new Map();
  for (const table of Object.keys(FACTS)) {
    for (const row of selected[table]) {
      const bin = Math.min(19, Math.floor(FACTS[table].confidence[row] / 50));
      const key = `${bin}|${table}`;
      if (!bars.has(key)) bars.set(key, []);
      bars.get(key).push(row);
      const rule = `${FACTS[table].rule[row]}|${table}`;
      if (!rules.has(rule)) rules.set(rule, []);
      rules.get(rule).push(row);
    }
  }
  const tables = Object.keys(FACTS);
  const marks = [...bars].map(([key, rows]) => {
    const [bin, table] = key.split('|');
    const title = `Confidence ${(bin / 20).toFixed(2)} to ${((Number(bin) + 1) / 20).toFixed(2)}: ${count(rows.length, ...ROW_WORDS[table])}`;
    return { key, bin: Number(bin), table, rows, label: (bin / 20).toFixed(2), n: rows.length, part: tables.indexOf(table), colour: table, title, tip: title };
  });
  marks.sort((a, b) => a.bin - b.bin || a.part - b.part);
  const blanks = [];
  for (let bin = marks[0]?.bin ?? 0; bin <= (marks.at(-1)?.bin ?? -1); bin++) blanks.push({ label: (bin / 20).toFixed(2), n: 0, part: 0, colour: 'out' });
  confidenceChart.set(marks, { points: [...blanks, ...marks] });
  drawRules(rules);
}

function drawRules(rules) {
  const ranked = [...rules].sort((a, b) => b[1].length - a[1].length || (a[0] < b[0] ? -1 : 1));
  const most = ranked.length ? ranked[0][1].length : 1;
  const lines = ranked.slice(0, coverageView.rules).map(([key, rows]) => {
    const [rule, table] = key.split('|');
    const mean = rows.reduce((sum, row) => sum + FACTS[table].confidence[row], 0) / rows.length;
    const meter = h('span', { class: 'meter' });
    meter.style.width = `${(100 * rows.length) / most}%`;
    return h('tr', {},
      h('td', {}, link(h('code', {}, ruleName(rule)), () => openRows(`Rule ${ruleName(rule)}`, [{ table, rows }]))),
      h('td', {}, ROW_WORDS[table].at(-1) + (ROW_WORDS[table].length > 1 ? '' : 's')),
      h('td', { class: 'num' }, wholeNumber.format(rows.length)), h('td', { class: 'meter-cell' }, meter), h('td', { class: 'num' }, sure(mean)));
  });
  toggleMore('rules-more', ranked.length - lines.length, 'rule', () => { coverageView.rules += 40; drawQuality(); });
  fill('rules', h('div', { class: 'scroll' }, h('table', { class: 'rules' },
    h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'Rule'), h('th', { scope: 'col' }, 'found'), h('th', { scope: 'col', class: 'num' }, 'facts'), h('td', { class: 'meter-cell' }), h('th', { scope: 'col', class: 'num' }, 'mean confidence'))),
    h('tbody', {}, ...lines))));
}

function drawReviewers() {
  const { reviewers, rows } = DATA.corrections;
  const verdicts = ['confirmed', 'removed', 'corrected', 'added'];
  const people = [...new Set(reviewers.map(({ by }) => by))];
  const cell = (by, verdict) => {
    const n = reviewers.find((one) => one.by === by && one.verdict === verdict)?.n ?? 0;
    const those = () => openRows(`${verdict} by ${by}`, [{ table: 'corrections', rows: passing(SIZES.corrections, (row) => rows.by[row] === by && rows.verdict[row] === verdict) }]);
    return h('td', { class: 'num' }, n ? link(wholeNumber.format(n), those) : '0');
  };
  fill('reviewers', people.length ? h('div', { class: 'scroll' }, h('table', {},
    h('thead', {}, h('tr', {}, h('th', { scope: 'col' }, 'Reviewer'), ...verdicts.map((verdict) => h('th', { scope: 'col', class: 'num' }, verdict)))),
    h('tbody', {}, ...people.map((by) => h('tr', {}, h('th', { scope: 'row' }, by), ...verdicts.map((verdict) => cell(by, verdict)))))))
    : h('p', { class: 'note' }, 'Nobody has reviewed a fact of these tables yet.'));
}

function startQuality() {
  const kinds = [2, 1, 0].map((kind) => [KIND_COLOURS[kind], DATA.names.kinds[kind]]);
  legend('years-legend', kinds);
  legend('sources-legend', kinds);
  legend('confidence-legend', Object.keys(FACTS).map((table) => [table, `${ROW_WORDS[table][0]}s`]));
  drawReviewers();
  const { reasons, n } = DATA.rejects;
  fill('rejects', reasons.length ? h('table', {}, h('tbody', {}, ...reasons.map((reason, at) => h('tr', {},
    h('td', {}, link(reason, () => openRows(`Not read: ${reason}`, [{ table: 'rejects', rows: passing(SIZES.rejects, (row) => DATA.rejects.rows.reason[row] === reason) }]))),
    h('td', { class: 'num' }, wholeNumber.format(n[at])))))) : h('p', { class: 'note' }, 'None: every record was read.'));
  const { copies, originals } = DATA.duplicates;
  const from = { metadata: 'dated by their record', text: 'dated by their text', inferred: 'dated by inference', none: 'without a date' };
  const lines = [
    [copies ? `copies of ${count(originals, 'other article')}, counted once in positions` : 'near-identical copies', copies, (row) => ARTICLES.copy_of[row] !== null],
    ...Object.entries(from).map(([key, label]) => [`articles ${label}`, DATA.dated[key] || 0, (row) => ARTICLES.from[row] === key]),
    ...(DATA.ahead ? [['articles dated after they were read', DATA.ahead, (row) => ahead(ARTICLES.day[row])]] : []),
  ];
  fill('copies', h('table', {}, h('tbody', {}, ...lines.map(([label, size, passes]) => h('tr', {},
    h('td', {}, size ? link(label, () => openRows(label, [{ table: 'articles', rows: passing(SIZES.articles, passes) }])) : label),
    h('td', { class: 'num' }, wholeNumber.format(size)))))));
  fill('runs-body', h('div', { class: 'scroll' }, h('table', {},
    h('thead', {}, h('tr', {}, ...['Run', 'finished (UTC)', 'inputs', 'version', 'base model', 'reference data'].map((name) => h('th', { scope: 'col' }, name)), ...['added', 'kept', 'not read', 'skipped'].map((name) => h('th', { scope: 'col', class: 'num' }, name)))),
    h('tbody', {}, ...DATA.runs.map((run) => h('tr', {}, h('td', {}, h('code', {}, run.id)), h('td', { class: 'date' }, run.finished), h('td', {}, run.inputs.join(', ')), h('td', {}, run.version), h('td', {}, run.model), h('td', {}, h('code', {}, run.seeds)),
      ...[run.read, run.kept, run.rejected, run.present + run.repeated].map((size) => h('td', { class: 'num' }, wholeNumber.format(size)))))))));
  listeners.push(drawCoverage, drawQuality);
}
