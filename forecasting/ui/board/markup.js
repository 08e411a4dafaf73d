/* Shows sentences and tables. What has not changed stays the node it was: focus, scroll and a screen reader's place are kept. */

function renew(old, wanted) {
  const alike = old.nodeName === wanted.nodeName && old.childNodes.length === wanted.childNodes.length;
  if (!alike) return old.replaceWith(wanted);
  if (old.nodeType === Node.TEXT_NODE) {
    if (old.data !== wanted.data) old.data = wanted.data;
    return;
  }
  for (const { name, value } of wanted.attributes) if (old.getAttribute(name) !== value) old.setAttribute(name, value);
  for (const name of old.getAttributeNames()) if (name !== "open" && !wanted.hasAttribute(name)) old.removeAttribute(name);
  const children = [...wanted.childNodes];
  [...old.childNodes].forEach((child, at) => renew(child, children[at]));
}

function show(root, html) {
  if (root.shown === html) return;
  root.shown = html;
  const wanted = document.createElement("template");
  wanted.innerHTML = `<div class="markup">${html}</div>`;
  renew(root.querySelector(".markup"), wanted.content.firstChild);
}

export default function ({ data, parentElement }) {
  return take(data, ({ html }) => show(parentElement, html));
}
