/* Hands the values of levers to their board, see lever_board.js; whichever of the two comes first waits for the other. */

export default function ({ data }) {
  const place = ((window.leverBoards ??= {})[data.board] ??= {});
  place.board?.ran(data.answered);
  return take(data, (state) => {
    place.state = state;
    place.board?.show(state);
  });
}
