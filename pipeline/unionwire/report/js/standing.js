// Who stands where: unions by candidates in one election, sized by members.

const standing = { race: null, unions: 24 };
const standingChart = new Chart('standing', 'standing-chart', 'Unions by candidates in one election', (mark) => openRows(mark.title, [{ table: 'endorsements', rows: mark.rows }]));
const raceOf = (row) => `${ENDORSEMENTS.cycle[row]}|${ENDORSEMENTS.office[row] ?? ''}`;
const raceText = (race) => { const [cycle, office] = race.split('|'); return `${cycle} · ${office ? words(office) : 'office not told'}`; };

function drawStanding() {
  const races = new Map();
  for (const row of selected.endorsements) {
    if (ENDORSEMENTS.cycle[row] === null) continue;
    if (!races.has(raceOf(row))) races.set(raceOf(row), []);
    races.get(raceOf(row)).push(row);
  }
  const ranked = [...races.keys()].sort((a, b) => races.get(b).length - races.get(a).length || (a < b ? 1 : -1));
  if (!races.has(standing.race)) standing.race = ranked[0] ?? null;
  fill('race', ...ranked.map((race) => h('option', { value: race }, `${raceText(race)} (${races.get(race).length})`)));
  byId('race').value = standing.race ?? '';
  drawRace(races.get(standing.race) || []);
}

function drawRace(rows) {
  const E = ENDORSEMENTS, cells = new Map(), unions = new Map(), people = new Map();
  for (const row of rows) {
    const key = `${E.union[row]}|${E.candidate[row]}|${E.stance[row]}`;
    if (!cells.has(key)) cells.set(key, []);
    cells.get(key).push(row);
    unions.set(E.union[row], (unions.get(E.union[row]) || 0) + 1);
    if (!people.has(E.candidate[row])) people.set(E.candidate[row], new Set());
    people.get(E.candidate[row]).add(E.union[row]);
  }
  const cycle = Number((standing.race ?? '').split('|')[0]);
  const sizes = new Map([...unions.keys()].map((union) => [union, sizeNear(union, cycle)]));
  const members = (union) => (sizes.get(union) < 0 ? 0 : COUNTS.value[sizes.get(union)]);
  const most = narrow.matches ? 5 : 14;
  const shownPeople = [...people.keys()].sort((a, b) => (a < 0) - (b < 0) || people.get(b).size - people.get(a).size || a - b).slice(0, most);
  const ranked = [...unions.keys()].filter((union) => shownPeople.some((person) => people.get(person).has(union)));
  ranked.sort((a, b) => members(b) - members(a) || unions.get(b) - unions.get(a) || a - b);
  const place = new Map(ranked.slice(0, standing.unions).map((union, n) => [union, n]));
  const marks = [];
  for (const [key, held] of cells) {
    const [union, person] = [E.union[held[0]], E.candidate[held[0]]];
    if (!place.has(union) || !shownPeople.includes(person)) continue;
    const stance = STANCES[E.stance[held[0]]];
    const size = sizes.get(union) < 0 ? 'no size stated' : sizeText(sizes.get(union));
    const title = `${unionName(union)} ${stanceText(stance, person)}, ${raceText(standing.race)}`;
    marks.push({
      key, rows: held, union: members(union) ? `${shortNumber.format(members(union))} · ${unionName(union)}` : unionName(union), candidate: personName(person), members: members(union), shape: SHAPES[stance], colour: stance,
      title, tip: `${title}\n${size}\n${count(held.length, 'statement')}`, row: place.get(union), column: shownPeople.indexOf(person), part: E.stance[held[0]],
    });
  }
  marks.sort((a, b) => a.row - b.row || a.column - b.column || a.part - b.part);
  standingChart.box.style.maxWidth = `${themeSignals().labels + 120 + 120 * shownPeople.length}px`;
  standingChart.set(marks);
  const left = people.size - shownPeople.length;
  toggleMore('standing-more', ranked.length - place.size, 'union', () => { standing.unions += 24; drawStanding(); });
  byId('standing-note').textContent = left > 0 ? `The ${most} candidates on whom most unions take a position; ${count(left, 'candidate')} more: filter by candidate to see them.` : '';
}

function startStanding() {
  stanceLegend('standing-legend');
  byId('race').addEventListener('change', (event) => { standing.race = event.target.value; drawStanding(); });
  listeners.push(drawStanding);
}
