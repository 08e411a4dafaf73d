/* Draws a Plotly figure with the library that the server's own plotly package brings along. */

function load(source) {
  window.plotlyLoaded ??= new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.src = new URL(source, document.baseURI).href;
    script.onload = () => resolve(window.Plotly);
    script.onerror = () => reject(new Error(source));
    document.head.append(script);
  });
  return window.plotlyLoaded;
}

/* A line does not end within "80-%-Intervall". */
function say(node, words) {
  node.hidden = !words;
  if (node.textContent === (words ?? "")) return;
  const parts = (words ?? "").split(/(\d+-%-\p{L}+)/u);
  node.replaceChildren(...parts.map((part, place) => {
    if (place % 2 === 0) return part;
    const whole = document.createElement("span");
    whole.className = "whole";
    whole.textContent = part;
    return whole;
  }));
}

/* What is in view is drawn at once, the rest when the browser has nothing else to do, at the latest after half a second. */
function draw(place) {
  const { library, spec } = place.wanted;
  load(library).then((Plotly) => {
    if (place.wanted?.spec !== spec || place.drawn === spec) return;
    place.drawn = spec;
    const figure = JSON.parse(spec);
    Plotly.react(place, figure.data, figure.layout, { displayModeBar: false, responsive: false });
  });
}

function later(place) {
  const idle = window.requestIdleCallback ?? ((act) => setTimeout(act, 50));
  idle(() => place.wanted && draw(place), { timeout: 500 });
}

/* Follows the width and the view of a chart until it leaves the page. */
function follow(place) {
  let width = place.clientWidth;
  const size = new ResizeObserver(() => {
    if (window.Plotly && place.clientWidth && place.clientWidth !== width && place.layout) {
      width = place.clientWidth;
      window.Plotly.Plots.resize(place);
    }
  });
  const view = new IntersectionObserver(([entry]) => {
    place.hides = !entry.isIntersecting;
    if (!place.hides && place.wanted) draw(place);
  });
  size.observe(place);
  view.observe(place);
  return () => {
    size.disconnect();
    view.disconnect();
    if (window.Plotly) window.Plotly.purge(place);
    place.wanted = place.drawn = place.hides = place.leave = undefined;
  };
}

function show(root, data) {
  const place = root.querySelector(".plot");
  say(root.querySelector("h2"), data.title);
  root.querySelectorAll("figcaption p").forEach((node, at) => say(node, data.notes[at]));
  place.setAttribute("aria-label", data.alt);
  place.style.height = `${data.height}px`;
  place.leave ??= follow(place);
  if (place.wanted?.spec === data.spec) return;
  place.wanted = data;
  if (place.hides) later(place);
  else draw(place);
}

export default function ({ data, parentElement }) {
  const leave = take(data, (content) => show(parentElement, content));
  return () => {
    if (leave()) parentElement.querySelector(".plot")?.leave?.();
  };
}
