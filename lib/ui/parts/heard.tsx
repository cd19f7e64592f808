/** Says which one a button is about, where the eye sees it beside the button. */
export function Heard({ text }: { text: string }) {
  return <span class="only-heard"> {text}</span>;
}
