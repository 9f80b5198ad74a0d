// The rows behind a mark, each as a card with its sentence, in a panel that stands over the page.

const CARDS_A_PAGE = 20;
const AROUND = 220; // characters of context to either side
const trail = []; // the lists one came through, the shown one last

// --- A sentence --------------------------------------------------------------------------------------------------

// the entities that a fact is about: a list of [kind, number], kind 0 a union, 1 a person
function ownEntities(table, row) {
  if (table === 'endorsements') return [[0, ENDORSEMENTS.union[row]], [1, ENDORSEMENTS.candidate[row]]];
  if (table === 'counts') return [[0, COUNTS.union[row]]];
  return [[0, RELATIONSHIPS.child[row]], [0, RELATIONSHIPS.parent[row]]];
}

// mentions between two offsets that do not overlap; the fact's own go before others, longer ones before shorter ones
function mentionsIn(flat, start, end, own) {
  const found = [];
  for (let n = 0; n < flat.length; n += 5) {
    if (flat[n] < start || flat[n + 1] > end) continue;
    const [kind, entity] = [flat[n + 2], flat[n + 3]];
    found.push({ start: flat[n], end: flat[n + 1], kind, entity, rule: flat[n + 4], own: own.some(([k, e]) => k === kind && e === entity) });
  }
  found.sort((a, b) => b.own - a.own || (b.end - b.start) - (a.end - a.start) || a.start - b.start);
  const kept = [];
  for (const mention of found) if (kept.every((other) => mention.end <= other.start || mention.start >= other.end)) kept.push(mention);
  return kept.sort((a, b) => a.start - b.start);
}

function marked(text, flat, start, end, own) {
  const parts = [];
  let at = start;
  for (const mention of mentionsIn(flat, start, end, own)) {
    parts.push(text.slice(at, mention.start));
    const name = mention.kind === 0 ? `union ${unionName(mention.entity)}` : `candidate ${personName(mention.entity)}`;
    parts.push(h('mark', { class: `${mention.kind === 0 ? 'union' : 'person'}${mention.own ? ' own' : ''}`, title: `${name}, by the rule ${ruleName(mention.rule)}` },
      text.slice(mention.start, mention.end)));
    at = mention.end;
  }
  return [...parts, text.slice(at, end)];
}

function quotation(table, row, withContext = true) {
  const facts = FACTS[table];
  const { text, mentions } = passage(facts.passage[row]);
  const [start, end] = [facts.start[row], facts.end[row]];
  const own = ownEntities(table, row);
  const said = h('span', { class: 'said' }, ...marked(text, mentions, start, end, own));
  if (!withContext) return h('blockquote', {}, said);
  // from and to a space, so that no word is cut in two; passages that reach no further are whole
  const space = start - AROUND > 40 ? text.slice(0, start - AROUND).search(/\s\S*$/) : -1;
  const first = space > 0 && start - AROUND - space < 60 ? space + 1 : start - AROUND > 60 ? start : 0;
  const rest = end + AROUND < text.length - 40 ? text.slice(end + AROUND).search(/\s/) : -1;
  const last = rest >= 0 && rest < 60 ? end + AROUND + rest : text.length - end < AROUND + 60 ? text.length : end;
  return h('blockquote', {},
    h('span', { class: 'context' }, first > 0 ? '… ' : '', ...marked(text, mentions, first, start, own)), said,
    h('span', { class: 'context' }, ...marked(text, mentions, end, last, own), last < text.length ? ' …' : ''));
}

// --- A card ------------------------------------------------------------------------------------------------------

function provenance(table, row) {
  const facts = FACTS[table], article = facts.article[row];
  return h('div', { class: 'card-meta' },
    h('span', {}, 'Rule ', h('code', {}, ruleName(facts.rule[row]))),
    h('span', {}, `confidence ${sure(facts.confidence[row])}`),
    facts.reviewed[row] ? h('span', { class: 'reviewed' }, facts.reviewed[row]) : null,
    facts.qualifiers[row] ? h('span', {}, `said as ${facts.qualifiers[row].replaceAll(' ', ', ')}`) : null,
    h('span', {}, `${sourceName(article)}${ARTICLES.day[article] === null ? ', undated' : `, ${dayText(ARTICLES.day[article])}`}`),
    h('span', {}, outward(ARTICLES.url[article], ARTICLES.title[article] ? `“${ARTICLES.title[article]}”` : ARTICLES.id[article])),
    link('All of this article', () => openArticle(article)));
}

const HEADS = {
  endorsements(row) {
    const E = ENDORSEMENTS;
    const date = E.date[row] === null ? null : `on record for ${dayText(E.date[row], E.precision[row])}`;
    return [h('b', {}, unionName(E.union[row])), stanceSign(STANCES[E.stance[row]], E.candidate[row]),
      h('span', { class: 'note' }, [E.cycle[row], words(E.office[row]), date].filter(Boolean).join(' · '))];
  },
  counts(row) {
    return [h('b', {}, unionName(COUNTS.union[row])), h('span', {}, sizeText(row)),
      COUNTS.scope[row] ? h('span', { class: 'note' }, `of a part: ${COUNTS.scope[row]}`) : null];
  },
  relationships(row) {
    const R = RELATIONSHIPS;
    const how = { breaks: 'said to break with it', agrees: 'said to go along with it' }[R.alignment[row]];
    return [h('b', {}, unionName(R.child[row])), h('span', {}, RELATION_WORDS[R.relation[row]] || words(R.relation[row])), h('b', {}, unionName(R.parent[row])),
      how ? h('span', { class: 'note' }, [how, R.cycle[row]].filter(Boolean).join(' · ')) : null];
  },
};

function card(table, row) {
  if (table === 'articles') return articleCard(row);
  if (table === 'rejects') return rejectCard(row);
  if (table === 'corrections') return correctionCard(row);
  if (table === 'pairs') return pairCard(row);
  return h('li', {}, h('div', { class: 'card-head' }, ...HEADS[table](row).filter(Boolean)), quotation(table, row), provenance(table, row));
}

function articleCard(row) {
  const A = ARTICLES;
  const copy = A.copy_of[row] === null ? -1 : A.id.indexOf(A.copy_of[row]);
  return h('li', {},
    h('div', { class: 'card-head' }, h('b', {}, outward(A.url[row], A.title[row] || A.id[row]))),
    h('div', { class: 'card-meta' },
      h('span', {}, sourceName(row)),
      h('span', {}, A.day[row] === null ? 'undated' : `${dayText(A.day[row])}${A.from[row] === 'metadata' ? '' : ` (${A.from[row]})`}`),
      h('span', {}, h('code', {}, A.id[row])),
      h('span', {}, DATA.names.kinds[A.kind[row]]),
      A.copy_of[row] === null ? null : h('span', {}, 'a copy of ', copy < 0 ? h('code', {}, A.copy_of[row]) : link(A.title[copy] || A.id[copy], () => openArticle(copy))),
      A.kind[row] === 2 ? link('Its facts', () => openArticle(row)) : null));
}

function rejectCard(row) {
  const rejects = DATA.rejects.rows;
  return h('li', {},
    h('div', { class: 'card-head' }, h('b', {}, rejects.reason[row]), h('span', { class: 'note' }, `${rejects.path[row]}, record ${rejects.record[row]}`)),
    h('blockquote', {}, h('code', {}, rejects.excerpt[row] || '')));
}

function correctionCard(row) {
  const K = DATA.corrections.rows, article = K.article[row];
  const state = (label, says) => (says === null ? null : h('p', { class: 'state' }, h('span', { class: 'note' }, label), ' ', says));
  return h('li', {},
    h('div', { class: 'card-head' }, h('b', {}, K.verdict[row]), h('span', { class: 'note' }, `by ${K.by[row]}, ${K.at[row]}`)),
    state('It was found as', K.was[row]), K.becomes[row] === K.was[row] ? null : state(K.was[row] === null ? 'It was not found:' : 'It is now', K.becomes[row]),
    h('blockquote', {}, h('span', { class: 'said' }, K.sentence[row])),
    h('div', { class: 'card-meta' }, K.note[row] ? h('span', {}, K.note[row]) : null,
      article < 0 ? h('code', {}, K.article_id[row]) : link('All of this article', () => openArticle(article))));
}

// --- The panel ---------------------------------------------------------------------------------------------------

// lists: [{table, rows}], shown one after the other
function openRows(title, lists) {
  const dialog = byId('evidence');
  if (!dialog.open) trail.length = 0;
  trail.push({ title, lists: lists.filter(({ rows }) => rows.length), shown: 0 });
  showTrail();
  if (!dialog.open) dialog.showModal();
  dialog.scrollTop = 0;
  byId('evidence-h').focus({ preventScroll: true });
}

function openArticle(article) {
  const rowsOf = (table) => passing(SIZES[table], (row) => FACTS[table].article[row] === article);
  openRows(ARTICLES.title[article] || ARTICLES.id[article], [
    { table: 'articles', rows: [article] },
    ...Object.keys(FACTS).map((table) => ({ table, rows: rowsOf(table) })),
  ]);
}

function showTrail() {
  const list = trail.at(-1);
  list.shown = 0;
  byId('evidence-h').textContent = list.title;
  byId('evidence-note').textContent = list.lists.map(({ table, rows }) => count(rows.length, ...ROW_WORDS[table])).join(', ') || 'no rows';
  byId('evidence-close').textContent = trail.length > 1 ? 'Back' : 'Close';
  byId('cards').replaceChildren();
  moreCards();
}

const ROW_WORDS = {
  endorsements: ['endorsement'], counts: ['membership count'], relationships: ['relationship'],
  pairs: ['pair'], articles: ['article'], rejects: ['record not read', 'records not read'],
  corrections: ['correction'],
};

function moreCards() {
  const list = trail.at(-1);
  const total = list.lists.reduce((sum, { rows }) => sum + rows.length, 0);
  const until = Math.min(total, list.shown + CARDS_A_PAGE);
  let before = 0;
  for (const { table, rows } of list.lists) {
    const fresh = rows.slice(Math.max(0, list.shown - before), Math.max(0, until - before));
    byId('cards').append(...fresh.map((row) => card(table, row)));
    before += rows.length;
  }
  list.shown = until;
  toggleMore('cards-more', total - until, 'row', moreCards);
}

function startPanel() {
  const dialog = byId('evidence');
  byId('evidence-close').addEventListener('click', () => {
    trail.pop();
    if (!trail.length) return dialog.close();
    showTrail();
    return byId('evidence-h').focus();
  });
  dialog.addEventListener('click', (event) => { if (event.target === dialog) dialog.close(); });
  byId('evidence-csv').addEventListener('click', () => {
    for (const { table, rows } of trail.at(-1).lists) saveCsv(table, rows);
  });
}
