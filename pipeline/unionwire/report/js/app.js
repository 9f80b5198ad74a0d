// The page begins.

function startHead() {
  const { name, version, rows } = DATA.about;
  byId('title').textContent = name;
  const days = ARTICLES.day.filter((day) => day !== null && !ahead(day));
  const [first, last] = [days.reduce((a, b) => Math.min(a, b), Infinity), days.reduce((a, b) => Math.max(a, b), -Infinity)];
  byId('lede').textContent = `${count(rows.articles, 'article')}${days.length ? ` from ${spanText(first, last)}` : ''}, `
    + `${count(rows.unions, 'union')} and ${count(rows.candidates, 'candidate')}. Every mark and every number leads to its rows, every row to its sentence.`;
  byId('foot').textContent = `Made by unionwire ${version} from the tables in ${name}. This page loads nothing from anywhere. `
    + 'It says what articles say, as rules read them, and not what is true.';
}

startHead();
startTheme();
startPanel();
startFilters();
startQuality();
startTimeline();
startStanding();
startBreaks();
startMembership();
startRows();
recallFilter();
refresh();
embedAll();
