// Locals beside their nationals.

const PAIR_KINDS = [...DATA.names.alignments, 'said'];
const PAIRS_A_PAGE = narrow.matches ? 4 : 8;
const pairView = { kind: 'breaks', shown: PAIRS_A_PAGE };
const alignmentChart = new Chart('alignment', 'alignment', 'Pairs of a child and its parent by election and by how they compare', (mark) => openRows(mark.title, [{ table: 'pairs', rows: mark.rows }]));

// Statements that belong to no pair: an article says that the two go different ways or one, but of the child no position
// in an election is known. A list of lists of rows, those of one child, parent and election together, breaks first.
const paired = new Set(PAIRS.statements.flat());

function saidAlone() {
  const R = RELATIONSHIPS, found = new Map();
  for (const row of selected.relationships) {
    if (R.alignment[row] === 'unstated' || paired.has(row)) continue;
    const key = [R.child[row], R.parent[row], R.cycle[row], R.alignment[row]].join('|');
    if (!found.has(key)) found.set(key, []);
    found.get(key).push(row);
  }
  const rank = ([row]) => (R.alignment[row] === 'breaks' ? 1e5 : 0) + (R.cycle[row] ?? 0);
  return [...found.values()].sort((a, b) => rank(b) - rank(a) || a[0] - b[0]);
}

const breaksSaidAlone = () => saidAlone().filter(([row]) => RELATIONSHIPS.alignment[row] === 'breaks');

function drawPairs() {
  const bars = new Map(), n = { breaks: 0, agrees: 0, parent_silent: 0, said: saidAlone().length };
  for (const row of selected.pairs) {
    const key = `${PAIRS.cycle[row] ?? 'none'}|${PAIRS.alignment[row]}`;
    if (!bars.has(key)) bars.set(key, []);
    bars.get(key).push(row);
    n[PAIRS.alignment[row]]++;
  }
  const marks = [...bars].map(([key, rows]) => {
    const [cycle, kind] = key.split('|');
    const title = `${cycle === 'none' ? 'Election not told' : cycle}: ${ALIGNMENT_WORDS[kind]}`;
    return { key, rows, label: cycle === 'none' ? 'not told' : cycle, n: rows.length, part: DATA.names.alignments.indexOf(kind), colour: kind, title, tip: `${title}\n${count(rows.length, 'pair')}` };
  });
  marks.sort((a, b) => (a.label < b.label ? -1 : a.label > b.label ? 1 : a.part - b.part));
  alignmentChart.set(marks);
  fill('pair-kinds', ...PAIR_KINDS.map((kind) => button(
    `${{ breaks: 'Break', agrees: 'Go along', parent_silent: 'Have a silent parent', said: 'Said, without a position' }[kind]} (${wholeNumber.format(n[kind])})`,
    () => { pairView.kind = kind; pairView.shown = PAIRS_A_PAGE; drawPairList(); focusKind(kind); },
    { 'data-kind': kind, 'aria-pressed': 'false' },
  )));
  pairView.shown = PAIRS_A_PAGE;
  if (!n[pairView.kind]) pairView.kind = PAIR_KINDS.find((kind) => n[kind]) || 'breaks';
  drawPairList();
}

const focusKind = (kind) => document.querySelector(`[data-kind="${kind}"]`).focus();

function drawPairList() {
  for (const each of byId('pair-kinds').children) each.setAttribute('aria-pressed', each.dataset.kind === pairView.kind);
  const rows = pairView.kind === 'said' ? saidAlone() : selected.pairs.filter((row) => PAIRS.alignment[row] === pairView.kind);
  if (pairView.kind !== 'said') rows.sort((a, b) => (PAIRS.cycle[b] ?? 0) - (PAIRS.cycle[a] ?? 0) || a - b);
  fill('pairs', ...rows.slice(0, pairView.shown).map(pairView.kind === 'said' ? saidCard : pairCard));
  if (!rows.length) fill('pairs', h('li', { class: 'empty' }, 'No such pair passes the filter.'));
  toggleMore('pairs-more', rows.length - pairView.shown, 'pair', () => { pairView.shown += PAIRS_A_PAGE; drawPairList(); });
}

function saidCard(rows) {
  const [row] = rows, R = RELATIONSHIPS;
  const all = rows.length > 1 ? h('p', { class: 'card-meta' }, link(`All ${rows.length} statements`, () => openRows(`${unionName(R.child[row])} beside ${unionName(R.parent[row])}`, [{ table: 'relationships', rows }]))) : null;
  return h('li', {}, h('div', { class: 'card-head' }, ...HEADS.relationships(row).filter(Boolean)), quotation('relationships', row), provenance('relationships', row), all);
}

function pairCard(row) {
  const said = PAIRS.statements[row];
  return h('li', {},
    h('div', { class: 'pair-head' }, h('span', { class: 'stance' }, sign(PAIRS.alignment[row]), h('b', {}, ALIGNMENT_WORDS[PAIRS.alignment[row]])),
      h('span', {}, [PAIRS.cycle[row], words(PAIRS.office[row])].filter(Boolean).join(' · '))),
    h('div', { class: 'sides' }, side(row, 'child'), side(row, 'parent')),
    said.length ? statements(row, said) : null);
}

// what articles say of how the two compare: the first sentence that does not stand above already, and the way to all
function statements(row, said) {
  const above = ['child', 'parent'].flatMap((which) => PAIRS[`${which}_facts`][row].slice(0, 1).map((fact) => sentence('endorsements', fact)));
  const fresh = said.find((fact) => !above.includes(sentence('relationships', fact)));
  const all = link(said.length === 1 ? 'The statement that compares the two' : `All ${said.length} statements that compare the two`,
    () => openRows(`${unionName(PAIRS.child[row])} beside ${unionName(PAIRS.parent[row])}`, [{ table: 'relationships', rows: said }]));
  return h('div', { class: 'pair-said' }, ...(fresh === undefined ? [] : [quotation('relationships', fresh, false), provenance('relationships', fresh)]), h('p', { class: 'card-meta' }, all));
}

function side(row, which) {
  const union = PAIRS[which][row], stance = PAIRS[`${which}_stance`][row], facts = PAIRS[`${which}_facts`][row];
  const level = UNIONS.level[union];
  const shown = facts.slice(0, 1);
  return h('div', { class: 'side' },
    h('p', { class: 'who' }, unionName(union), level ? h('span', { class: 'note' }, ` ${level}${UNIONS.state[union] ? `, ${UNIONS.state[union]}` : ''}`) : null),
    h('p', { class: 'what' }, stance === null ? 'no position in that election is on record' : stanceSign(stance, PAIRS[`${which}_candidate`][row])),
    stance === null ? null : h('p', { class: 'dates' }, spanText(...['first', 'last', 'first_precision', 'last_precision'].map((end) => PAIRS[`${which}_${end}`][row]))),
    ...shown.flatMap((fact) => [quotation('endorsements', fact, false), provenance('endorsements', fact)]),
    facts.length > 1 ? h('p', { class: 'card-meta' }, link(`All ${facts.length} statements`, () => openRows(`${unionName(union)} ${stanceText(stance, PAIRS[`${which}_candidate`][row])}`, [{ table: 'endorsements', rows: facts }]))) : null);
}

function startBreaks() {
  legend('alignment-legend', DATA.names.alignments.map((kind) => [kind, ALIGNMENT_WORDS[kind]]));
  listeners.push(drawPairs);
}
