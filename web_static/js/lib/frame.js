// @ts-check
// The next frame of the display, or a little later where the display draws none.

/** Milliseconds after which a page that is covered by others goes on without a frame. */
const LONGEST = 300;

/**
 * Run `act` before the next frame. A page behind others may be called visible and still be
 * given no frame; it runs late then, so that it is never far behind. A hidden page waits.
 *
 * @param {() => void} act
 */
export function beforeFrame(act) {
  let timer = 0;
  const frame = requestAnimationFrame(() => {
    clearTimeout(timer);
    act();
  });
  const late = () => {
    if (document.hidden) return;
    cancelAnimationFrame(frame);
    act();
  };
  timer = setTimeout(late, LONGEST);
}
