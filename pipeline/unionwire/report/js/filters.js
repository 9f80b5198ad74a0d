// What the reader filters for, and which rows of each table pass.

const NO_FILTER = { q: '', union: -1, locals: true, candidate: -1, cycle: 0, state: '', source: -1 };
const filter = { ...NO_FILTER };
const selected = {}; // by table the numbers of the rows that pass, ascending
const listeners = []; // called when they have changed

const filtersFacts = () => filter.q !== '' || filter.union >= 0 || filter.candidate >= 0 || filter.cycle > 0 || filter.state !== '';

// --- Search ------------------------------------------------------------------------------------------------------

const lowered = { endorsements: [], counts: [], relationships: [] };

function lowerSentence(table, row) {
  return (lowered[table][row] ??= sentence(table, row).toLowerCase());
}

const lowerAll = (names) => names.map((name) => (name || '').toLowerCase());
let lowerNames = null;

// for each word of the search, which unions, people, articles and rules have it in their names
function wordHits(query) {
  lowerNames ??= {
    unions: UNIONS.label.map((label, n) => `${label} ${UNIONS.name[n]} ${UNIONS.id[n]}`.toLowerCase()),
    people: PEOPLE.label.map((label, n) => `${label} ${PEOPLE.id[n]}`.toLowerCase()),
    articles: ARTICLES.title.map((title, n) => `${title || ''} ${ARTICLES.id[n]}`.toLowerCase()),
    rules: lowerAll(DATA.names.rules),
  };
  return query.toLowerCase().split(/\s+/).filter(Boolean).map((word) => ({
    word,
    ...Object.fromEntries(Object.entries(lowerNames).map(([key, names]) => [key, names.map((name) => name.includes(word))])),
  }));
}

function searched(table, row, hits) {
  const facts = FACTS[table];
  return hits.every((hit) => hit.articles[facts.article[row]] || hit.rules[facts.rule[row]]
    || hit.unions[table === 'relationships' ? facts.child[row] : facts.union[row]]
    || (table === 'relationships' && hit.unions[facts.parent[row]])
    || (table === 'endorsements' && hit.people[facts.candidate[row]])
    || lowerSentence(table, row).includes(hit.word));
}

// --- Passing -----------------------------------------------------------------------------------------------------

function passing(size, passes) {
  const rows = [];
  for (let row = 0; row < size; row++) if (passes(row)) rows.push(row);
  return rows;
}

// a fact without an election of its own counts for the one of its article's year and for the one of the year after
function inCycle(cycle, article) {
  if (cycle) return cycle === filter.cycle;
  const year = yearOf(ARTICLES.day[article]);
  return year === filter.cycle || year === filter.cycle - 1;
}

function select() {
  const hits = filter.q ? wordHits(filter.q) : null;
  const unions = filter.union < 0 ? null : filter.locals ? withDescendants(filter.union) : new Set([filter.union]);
  const { candidate, cycle, state, source } = filter;
  const sourced = (article) => source < 0 || ARTICLES.source[article] === source;
  const E = ENDORSEMENTS, C = COUNTS, R = RELATIONSHIPS;
  selected.endorsements = passing(SIZES.endorsements, (row) => (!unions || unions.has(E.union[row]))
    && (candidate < 0 || E.candidate[row] === candidate)
    && (!cycle || E.cycle[row] === cycle)
    && (!state || UNIONS.state[E.union[row]] === state || PEOPLE.state[E.candidate[row]] === state)
    && sourced(E.article[row]) && (!hits || searched('endorsements', row, hits)));
  // sizes and relationships of the unions that take a position on the candidate
  const concerned = candidate < 0 ? null : new Set(passing(SIZES.endorsements, (row) => E.candidate[row] === candidate).map((row) => E.union[row]));
  selected.counts = passing(SIZES.counts, (row) => (!unions || unions.has(C.union[row]))
    && (!concerned || concerned.has(C.union[row]))
    && (!cycle || inCycle(0, C.article[row]))
    && (!state || UNIONS.state[C.union[row]] === state)
    && sourced(C.article[row]) && (!hits || searched('counts', row, hits)));
  selected.relationships = passing(SIZES.relationships, (row) => (!unions || unions.has(R.child[row]) || unions.has(R.parent[row]))
    && (!concerned || concerned.has(R.child[row]) || concerned.has(R.parent[row]))
    && (!cycle || inCycle(R.cycle[row], R.article[row]))
    && (!state || UNIONS.state[R.child[row]] === state || UNIONS.state[R.parent[row]] === state)
    && sourced(R.article[row]) && (!hits || searched('relationships', row, hits)));
  const shown = new Set(selected.endorsements), related = new Set(selected.relationships);
  selected.pairs = passing(SIZES.pairs, (row) => (!unions || unions.has(PAIRS.child[row]) || unions.has(PAIRS.parent[row]))
    && (candidate < 0 || PAIRS.child_candidate[row] === candidate || PAIRS.parent_candidate[row] === candidate)
    && (!cycle || PAIRS.cycle[row] === cycle)
    && (!state || UNIONS.state[PAIRS.child[row]] === state || PEOPLE.state[PAIRS.child_candidate[row]] === state)
    && ((source < 0 && !hits) || PAIRS.child_facts[row].some((fact) => shown.has(fact)) || PAIRS.parent_facts[row].some((fact) => shown.has(fact))
      || PAIRS.statements[row].some((fact) => related.has(fact))));
  const withFacts = new Set();
  for (const table of Object.keys(FACTS)) for (const row of selected[table]) withFacts.add(FACTS[table].article[row]);
  selected.articles = passing(SIZES.articles, (row) => withFacts.has(row)
    || (sourced(row) && (!filtersFacts() || (onlySearches() && hits.every((hit) => hit.articles[row])))));
  const rejects = DATA.rejects.rows;
  selected.rejects = passing(SIZES.rejects, (row) => !hits
    || hits.every(({ word }) => [rejects.path, rejects.reason, rejects.excerpt].some((column) => (column[row] || '').toLowerCase().includes(word))));
  selected.corrections = passing(SIZES.corrections, (row) => corrected(row, unions, hits));
}

// a correction passes by the fact as it was or as it is now
function corrected(row, unions, hits) {
  const K = DATA.corrections.rows, { candidate, cycle, state, source } = filter;
  return (!unions || K.unions[row].some((union) => unions.has(union)))
    && (candidate < 0 || K.candidates[row].includes(candidate))
    && (!cycle || (K.article[row] < 0 ? K.cycle[row] === cycle : inCycle(K.cycle[row], K.article[row])))
    && (!state || K.unions[row].some((union) => UNIONS.state[union] === state) || K.candidates[row].some((person) => PEOPLE.state[person] === state))
    && (source < 0 || (K.article[row] >= 0 && ARTICLES.source[K.article[row]] === source))
    && (!hits || hits.every(({ word }) => [K.was, K.becomes, K.sentence, K.note, K.by, K.verdict].some((column) => (column[row] || '').toLowerCase().includes(word))));
}

const onlySearches = () => filter.q !== '' && filter.union < 0 && filter.candidate < 0 && !filter.cycle && !filter.state;

// --- The bar -----------------------------------------------------------------------------------------------------

function setFilter(change) {
  Object.assign(filter, change);
  refresh();
}

function refresh() {
  select();
  showFilter();
  for (const listener of listeners) listener();
}

function showFilter() {
  byId('f-q').value !== filter.q && document.activeElement !== byId('f-q') && (byId('f-q').value = filter.q);
  unionBox.show(filter.union);
  personBox.show(filter.candidate);
  byId('f-cycle').value = String(filter.cycle);
  byId('f-state').value = filter.state;
  byId('f-source').value = String(filter.source);
  byId('f-locals').checked = filter.locals;
  byId('f-locals-label').hidden = filter.union < 0 || !childrenOf.has(filter.union);
  const active = filtersFacts() || filter.source >= 0;
  byId('filter-clear').hidden = !active;
  byId('filters-toggle').textContent = active ? 'Filter (on)' : 'Filter';
  byId('filter-summary').textContent = `${active ? 'Filtered: ' : ''}${count(selected.endorsements.length, 'endorsement')}, `
    + `${count(selected.counts.length, 'membership count')}, ${count(selected.relationships.length, 'relationship')}`;
  rememberFilter();
}

// the filter stands in the address, so that a view can be bookmarked and sent
function rememberFilter() {
  const kept = new URLSearchParams();
  if (filter.q) kept.set('q', filter.q);
  if (filter.union >= 0) kept.set('union', UNIONS.id[filter.union]);
  if (filter.union >= 0 && !filter.locals) kept.set('locals', 'no');
  if (filter.candidate >= 0) kept.set('candidate', PEOPLE.id[filter.candidate]);
  if (filter.cycle) kept.set('cycle', filter.cycle);
  if (filter.state) kept.set('state', filter.state);
  if (filter.source >= 0) kept.set('source', DATA.names.sources[filter.source]);
  const hash = String(kept);
  const now = location.hash.slice(1);
  if (hash !== now && (hash || now.includes('='))) history.replaceState(null, '', hash ? `#${hash}` : location.pathname + location.search);
}

function recallFilter() {
  const kept = new URLSearchParams(location.hash.slice(1));
  if (!location.hash.includes('=')) return false;
  Object.assign(filter, NO_FILTER, {
    q: kept.get('q') || '', union: UNIONS.id.indexOf(kept.get('union')), locals: kept.get('locals') !== 'no',
    candidate: PEOPLE.id.indexOf(kept.get('candidate')), cycle: Number(kept.get('cycle')) || 0,
    state: kept.get('state') || '', source: DATA.names.sources.indexOf(kept.get('source')),
  });
  byId('f-q').value = filter.q;
  return true;
}

function options(id, all, entries) {
  fill(id, h('option', { value: all[0] }, all[1]), ...entries.map(([value, label]) => h('option', { value }, label)));
}

// A text field that offers the names that hold what is typed, as the ARIA pattern of a combobox has it.
function nameBox(place, id, label, names, sizes, act) {
  let offered = [], at = -1;
  const list = h('ul', { id: `${id}-options`, class: 'options', role: 'listbox', 'aria-label': label, hidden: true });
  const input = h('input', {
    id, type: 'text', role: 'combobox', autocomplete: 'off', spellcheck: 'false', placeholder: 'All',
    'aria-expanded': 'false', 'aria-controls': list.id, 'aria-autocomplete': 'list',
  });
  byId(place).append(h('label', { for: id }, label), input, list);
  const ranked = names.map((_, n) => n).filter((n) => sizes[n] > 0).sort((a, b) => sizes[b] - sizes[a] || a - b);
  const lower = lowerAll(names);
  let shown = '';
  function close() {
    list.hidden = true;
    at = -1;
    input.setAttribute('aria-expanded', 'false');
    input.removeAttribute('aria-activedescendant');
  }
  function move(to) {
    at = offered.length ? (to + offered.length) % offered.length : -1;
    [...list.children].forEach((option, n) => option.setAttribute('aria-selected', n === at));
    if (at >= 0) {
      input.setAttribute('aria-activedescendant', `${id}-${at}`);
      list.children[at].scrollIntoView({ block: 'nearest' });
    }
  }
  function open() {
    const typed = input.value === shown ? '' : input.value.trim().toLowerCase();
    offered = ranked.filter((n) => lower[n].includes(typed)).slice(0, 60);
    list.replaceChildren(...offered.map((n, place) => h(
      'li', { id: `${id}-${place}`, role: 'option', 'aria-selected': 'false', on: { pointerdown: (event) => { event.preventDefault(); choose(n); } } },
      h('span', {}, names[n]), h('span', { class: 'n' }, wholeNumber.format(sizes[n])),
    )));
    if (!offered.length) list.replaceChildren(h('li', { role: 'option', 'aria-disabled': 'true' }, 'No such name'));
    list.hidden = false;
    input.setAttribute('aria-expanded', 'true');
    at = -1;
  }
  function choose(n) {
    close();
    act(n);
  }
  input.addEventListener('focus', () => input.select());
  input.addEventListener('click', open);
  input.addEventListener('input', open);
  input.addEventListener('blur', () => {
    close();
    if (input.value.trim() === '' && shown !== '') act(-1);
    else input.value = shown;
  });
  input.addEventListener('keydown', (event) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (list.hidden) open();
      move(at < 0 && event.key === 'ArrowUp' ? -1 : at + (event.key === 'ArrowDown' ? 1 : -1));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      if (list.hidden) open();
      else if (at >= 0 || (offered.length && input.value.trim())) choose(offered[Math.max(at, 0)]);
      else choose(-1);
    } else if (event.key === 'Escape' && !list.hidden) {
      event.stopPropagation();
      input.value = shown;
      close();
    }
  });
  return { show(n) { shown = n < 0 ? '' : names[n]; if (document.activeElement !== input || n >= 0) input.value = shown; } };
}

const factsOf = (size, ...columns) => {
  const n = new Array(size).fill(0);
  for (const column of columns) for (const value of column) if (value >= 0) n[value]++;
  return n;
};
const unionBox = nameBox('f-union-field', 'f-union', 'Union', UNIONS.label,
  factsOf(UNIONS.id.length, ENDORSEMENTS.union, COUNTS.union, RELATIONSHIPS.child, RELATIONSHIPS.parent), (union) => setFilter({ union }));
const personBox = nameBox('f-candidate-field', 'f-candidate', 'Candidate', PEOPLE.label,
  factsOf(PEOPLE.id.length, ENDORSEMENTS.candidate), (candidate) => setFilter({ candidate }));

function startFilters() {
  const cycles = [...new Set([...ENDORSEMENTS.cycle, ...PAIRS.cycle].filter(Boolean))].sort((a, b) => b - a);
  options('f-cycle', ['0', 'All'], cycles.map((cycle) => [cycle, cycle]));
  const states = [...new Set([...UNIONS.state, ...PEOPLE.state].filter(Boolean))].sort();
  options('f-state', ['', 'All'], states.map((state) => [state, state]));
  options('f-source', ['-1', 'All'], DATA.names.sources.map((source, n) => [n, source]));
  let typing = 0;
  byId('f-q').addEventListener('input', (event) => {
    clearTimeout(typing);
    typing = setTimeout(() => setFilter({ q: event.target.value.trim() }), 160);
  });
  byId('f-cycle').addEventListener('change', (event) => setFilter({ cycle: Number(event.target.value) }));
  byId('f-state').addEventListener('change', (event) => setFilter({ state: event.target.value }));
  byId('f-source').addEventListener('change', (event) => setFilter({ source: Number(event.target.value) }));
  byId('f-locals').addEventListener('change', (event) => setFilter({ locals: event.target.checked }));
  byId('filter-clear').addEventListener('click', () => {
    byId('f-q').value = '';
    setFilter({ ...NO_FILTER });
    byId('f-q').focus({ preventScroll: true });
  });
  byId('filters-toggle').addEventListener('click', (event) => {
    const open = document.querySelector('.filters').classList.toggle('open');
    event.target.setAttribute('aria-expanded', open);
  });
  window.addEventListener('hashchange', () => { if (recallFilter()) refresh(); });
}
