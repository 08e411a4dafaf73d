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

function say(node, words) {
  node.hidden = !words;
  if (node.textContent !== words) node.textContent = words;
}

export default function ({ data, parentElement }) {
  const place = parentElement.querySelector(".plot");
  say(parentElement.querySelector("h2"), data.title);
  parentElement.querySelectorAll("figcaption p").forEach((node, at) => say(node, data.notes[at]));
  place.setAttribute("aria-label", data.alt);
  place.style.height = `${data.height}px`;
  if (place.spec === data.spec) return place.leave;
  place.spec = data.spec;
  load(data.library).then((Plotly) => {
    if (place.spec !== data.spec) return;
    const figure = JSON.parse(data.spec);
    Plotly.react(place, figure.data, figure.layout, { displayModeBar: false, responsive: false });
  });
  if (!place.leave) {
    let width = place.clientWidth;
    const watch = new ResizeObserver(() => {
      if (window.Plotly && place.clientWidth && place.clientWidth !== width && place.layout) {
        width = place.clientWidth;
        window.Plotly.Plots.resize(place);
      }
    });
    watch.observe(place);
    place.leave = () => {
      watch.disconnect();
      if (window.Plotly) window.Plotly.purge(place);
      place.spec = place.leave = undefined;
    };
  }
  return place.leave;
}
