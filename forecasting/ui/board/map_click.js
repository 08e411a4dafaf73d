/* Says which area of a map was clicked: its code stands in the area's `meta`. Where nothing can be clicked, or nobody
   has a mouse, the field above the map does the same. */

function watch(name) {
  const listen = (event) => {
    const place = event.target.closest?.(`[class*="st-key-${name}"] .plot`);
    if (!place?.on || place.clicks) return;
    place.clicks = true;
    place.on("plotly_click", ({ points }) => {
      const code = points.map((point) => point.data?.meta).find(Boolean);
      if (!code) return;
      window.mapClick?.(code);
      document.querySelector('[data-testid="stMain"]')?.scrollTo({ top: 0 });
    });
  };
  document.addEventListener("pointerover", listen);
  return () => {
    document.removeEventListener("pointerover", listen);
    delete window.mapClick;
    delete window.mapWatch;
  };
}

export default function ({ data, setTriggerValue }) {
  window.mapClick = (code) => setTriggerValue("code", code);
  window.mapWatch ??= watch(data.name);
  return window.mapWatch;
}
