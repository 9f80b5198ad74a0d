// The data as the page holds it: columns of numbers, names once, and passages parsed when one of theirs is first wanted.

const parsed = (id) => JSON.parse(document.getElementById(id).textContent);
const DATA = parsed('data');
const SPECS = parsed('charts');
const UNIONS = DATA.unions, PEOPLE = DATA.candidates, ARTICLES = DATA.articles, PAIRS = DATA.pairs;
const ENDORSEMENTS = DATA.endorsements, COUNTS = DATA.counts, RELATIONSHIPS = DATA.relationships;
const FACTS = { endorsements: ENDORSEMENTS, counts: COUNTS, relationships: RELATIONSHIPS };
const SIZES = {
  endorsements: ENDORSEMENTS.article.length, counts: COUNTS.article.length, relationships: RELATIONSHIPS.article.length,
  pairs: PAIRS.child.length, articles: ARTICLES.id.length, rejects: DATA.rejects.rows.path.length,
  corrections: DATA.corrections.rows.verdict.length,
};
const STANCES = DATA.names.stances;
const NOBODY = '(no candidate)';

const blocks = new Map();
function passage(number) {
  const block = Math.floor(number / DATA.block);
  if (!blocks.has(block)) blocks.set(block, parsed(`passages-${block}`));
  const [text, mentions] = blocks.get(block)[number % DATA.block];
  return { text, mentions };
}

function sentence(table, row) {
  const facts = FACTS[table];
  return passage(facts.passage[row]).text.slice(facts.start[row], facts.end[row]);
}

// --- Numbers and dates -------------------------------------------------------------------------------------------

const DAY = 86400000;
const spelled = (options) => new Intl.DateTimeFormat('en-US', { timeZone: 'UTC', ...options });
const DATES = {
  day: spelled({ day: 'numeric', month: 'short', year: 'numeric' }),
  month: spelled({ month: 'long', year: 'numeric' }),
  year: spelled({ year: 'numeric' }),
};
const wholeNumber = new Intl.NumberFormat('en-US');
const shortNumber = new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 3 });
const count = (n, one, many = `${one}s`) => `${wholeNumber.format(n)} ${n === 1 ? one : many}`;
const dayText = (day, precision) => (day === null ? '' : DATES[precision ?? 'day'].format(day * DAY));
const ISO_LENGTHS = { day: 10, month: 7, year: 4 };
const isoDay = (day, precision) => (day === null ? '' : new Date(day * DAY).toISOString().slice(0, ISO_LENGTHS[precision] ?? 10));
const yearOf = (day) => (day === null ? null : new Date(day * DAY).getUTCFullYear());
const dayOf = (year, month = 0, day = 1) => Math.floor(Date.UTC(year, month, day) / DAY);
const words = (name) => (name === null ? '' : name.replaceAll('_', ' '));

// each end as exactly as it is known
function spanText(first, last, firstExact, lastExact) {
  if (first === null) return 'no date known';
  const [from, to] = [dayText(first, firstExact), dayText(last, lastExact)];
  return from === to ? from : `${from} to ${to}`;
}

// a date that lies after the reading of the article is wrong
const ahead = (day) => day !== null && DATA.about.until !== null && day > DATA.about.until;

// --- Names -------------------------------------------------------------------------------------------------------

const unionName = (union) => (union < 0 ? '' : UNIONS.label[union]);
const personName = (person) => (person < 0 ? NOBODY : PEOPLE.label[person]);
const sourceName = (article) => DATA.names.sources[ARTICLES.source[article]];
const ruleName = (rule) => DATA.names.rules[rule];
const sure = (thousandths) => (thousandths / 1000).toFixed(2);
const STANCE_WORDS = {
  endorsed: 'endorsed', opposed: 'opposed', declined: 'declined to endorse', considering: 'is considering', withdrawn: 'withdrew from',
};
const QUALIFIER_WORDS = { exact: '', about: 'about ', more_than: 'more than ', nearly: 'nearly ', less_than: 'less than ' };
const RELATION_WORDS = { local_of: 'a local of', regional_body_of: 'a regional body of', affiliate_of: 'an affiliate of' };
const ALIGNMENT_WORDS = { breaks: 'breaks with its parent', agrees: 'goes along with its parent', parent_silent: 'parent has no position' };

// what a union did about a candidate; of nobody in particular it can only have declined or be considering
function stanceText(stance, person) {
  if (person >= 0) return `${STANCE_WORDS[stance]} ${personName(person)}`;
  return { declined: 'endorsed nobody', considering: 'is still considering', withdrawn: 'withdrew its endorsement' }[stance] || `${stance} (nobody named)`;
}

function sizeText(row) {
  return `${QUALIFIER_WORDS[COUNTS.qualifier[row]] ?? ''}${wholeNumber.format(COUNTS.value[row])} ${COUNTS.unit[row]}`;
}

// --- Who belongs to whom, and how big unions are said to be -----------------------------------------------------------

const childrenOf = new Map();
UNIONS.parent.forEach((parent, union) => {
  if (parent >= 0) childrenOf.set(parent, [...(childrenOf.get(parent) || []), union]);
});

function withDescendants(union) {
  const found = new Set([union]);
  for (const each of found) for (const child of childrenOf.get(each) || []) found.add(child);
  return found;
}

const wholeCounts = new Map(); // by union the rows that state the size of the whole
for (let row = 0; row < SIZES.counts; row++) {
  if (COUNTS.scope[row] !== null) continue;
  const union = COUNTS.union[row];
  if (!wholeCounts.has(union)) wholeCounts.set(union, []);
  wholeCounts.get(union).push(row);
}

// the row that states a union's size nearest to an election, -1 where none does
function sizeNear(union, cycle) {
  let best = -1, nearest = Infinity;
  for (const row of wholeCounts.get(union) || []) {
    const day = ARTICLES.day[COUNTS.article[row]];
    const away = day === null ? 1e8 : Math.abs(day - dayOf(cycle, 10, 1));
    if (away < nearest) [best, nearest] = [row, away];
  }
  return best;
}

function middle(values) {
  const sorted = Float64Array.from(values).sort();
  const half = sorted.length >> 1;
  return sorted.length % 2 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
}
