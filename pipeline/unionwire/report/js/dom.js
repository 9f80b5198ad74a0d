// Elements. Whatever comes from the tables is set as text; nothing in this page is ever parsed as HTML.

// Vega empties its place by setting innerHTML to ''; every other string is refused where the browser knows trusted types
if (window.trustedTypes) {
  window.trustedTypes.createPolicy('default', {
    createHTML(text) {
      if (text === '') return '';
      throw new TypeError('nothing is set as HTML here');
    },
  });
}

const byId = (id) => document.getElementById(id);

function h(tag, attributes = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (name === 'on') for (const [event, act] of Object.entries(value)) element.addEventListener(event, act);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== null && value !== undefined) element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== '').map((child) => (child instanceof Node ? child : String(child))));
  return element;
}

const button = (label, act, attributes = {}) => h('button', { type: 'button', on: { click: act }, ...attributes }, label);
const link = (label, act) => button(label, act, { class: 'link' });
const fill = (id, ...children) => byId(id).replaceChildren(...children.filter((child) => child !== null));

// a link out, only to a page of the web: an article's address may be anything
function outward(url, label) {
  if (!/^https?:\/\//i.test(url || '')) return document.createTextNode(label);
  return h('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, label);
}

let saying = 0;
function say(text) {
  clearTimeout(saying);
  saying = setTimeout(() => { byId('live').textContent = text; }, 60);
}

function toggleMore(id, rest, one, act) {
  const more = byId(id);
  more.hidden = rest <= 0;
  more.textContent = `Show more (${count(rest, one)} left)`;
  more.onclick = act;
}

// --- Colours and shapes ------------------------------------------------------------------------------------------

const dark = window.matchMedia('(prefers-color-scheme: dark)');
const narrow = window.matchMedia('(max-width: 720px)');
let printing = false;
const COLOURS = { // in light, in dark; told apart also by those who see fewer colours
  endorsed: ['#0b5cad', '#6db3f2'], opposed: ['#c2410c', '#ff9a62'], declined: ['#6b7280', '#aab2bd'],
  considering: ['#b58900', '#f0cf5a'], withdrawn: ['#a3348f', '#e79ad8'],
  breaks: ['#c2410c', '#ff9a62'], agrees: ['#0b5cad', '#6db3f2'], parent_silent: ['#c3c9d1', '#59626d'],
  facts: ['#0b5cad', '#6db3f2'], kept: ['#8fbbe6', '#3f6f9f'], out: ['#d3d9e0', '#4a525c'],
  endorsements: ['#0b5cad', '#6db3f2'], counts: ['#b58900', '#f0cf5a'], relationships: ['#2f8f6b', '#6fd0ab'],
  plain: ['#0b5cad', '#6db3f2'], window: ['#0b5cad', '#6db3f2'], faint: ['#aebccb', '#566473'],
  s0: ['#0b5cad', '#6db3f2'], s1: ['#c2410c', '#ff9a62'], s2: ['#2f8f6b', '#6fd0ab'], s3: ['#a3348f', '#e79ad8'], s4: ['#b58900', '#f0cf5a'], s5: ['#6b7280', '#aab2bd'],
};
const isDark = () => dark.matches && !printing;
const colour = (name) => COLOURS[name][isDark() ? 1 : 0];
const SHAPES = { endorsed: 'circle', opposed: 'triangle-down', declined: 'square', considering: 'diamond', withdrawn: 'cross' };
const OUTLINES = {
  circle: 'M8 2a6 6 0 1 0 0 12a6 6 0 1 0 0-12Z', square: 'M3 3h10v10H3Z', diamond: 'M8 1l5 7l-5 7l-5-7Z',
  'triangle-down': 'M1 3h14L8 14Z', 'triangle-up': 'M1 13h14L8 2Z', cross: 'M6 2h4v4h4v4h-4v4H6v-4H2V6h4Z',
};

function sign(name, shape = 'square') {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 16 16');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', OUTLINES[shape]);
  path.setAttribute('fill', colour(name));
  path.dataset.colour = name;
  svg.append(path);
  return svg;
}

const legend = (id, entries) => fill(id, ...entries.map(([name, label, shape]) => h('span', {}, sign(name, shape), label)));
const stanceLegend = (id) => legend(id, STANCES.map((stance) => [stance, stance, SHAPES[stance]]));
const stanceSign = (stance, person) => h('span', { class: 'stance' }, sign(stance, SHAPES[stance]), stanceText(stance, person));
