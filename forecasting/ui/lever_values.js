/* Hands the values of levers to their board, see lever_board.js; whichever of the two comes first waits for the other. */

export default function ({ data }) {
  const place = ((window.leverBoards ??= {})[data.name] ??= {});
  place.state = data;
  place.board?.show(data);
}
