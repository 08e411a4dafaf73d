/* Puts parameters into the address bar in place of what stands there; the browser's history gets no new entry. */

export default function ({ data }) {
  const address = new URL(window.location.href);
  for (const name of data.ours) {
    if (name in data.wanted) address.searchParams.set(name, data.wanted[name]);
    else address.searchParams.delete(name);
  }
  if (address.href !== window.location.href) window.history.replaceState(window.history.state, "", address);
}
