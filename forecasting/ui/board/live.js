/* Elements that can be shown something newer between two runs of the page, see live.py. */

const elements = (window.liveElements ??= {});

/* Shows what a run of the page or a quick answer brings, unless what is shown already is newer. */
function bring(data) {
  const element = elements[data.name];
  if (!element) return;
  const { stamp } = data;
  if (stamp && stamp.of === element.of && stamp.count < element.count) return;
  if (stamp) [element.of, element.count] = [stamp.of, stamp.count];
  element.show(data);
}

/* Lets an element show what it is brought until it leaves the page; leaving says whether nothing has taken its place. */
function take(data, show) {
  const element = (elements[data.name] ??= {});
  element.show = show;
  bring(data);
  return () => element.show === show && delete elements[data.name];
}
