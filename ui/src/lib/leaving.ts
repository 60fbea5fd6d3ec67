// Whether the operator has gone to another page while a command ran. What was pressed last decides where the
// window is: a command that ends late doesn't move it.

/**
 * Notes the address, and answers later whether it is another one. The address is asked because it changes at
 * once: the event of the change, and the page that goes with it, come after.
 */
export function leaving(): () => boolean {
  const from = location.hash;
  return () => location.hash !== from;
}
