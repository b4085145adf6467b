/** Text color and font are the page's own; what else it may set is in docs/embedding.md. */
export const style = new CSSStyleSheet()
style.replaceSync(`
:host {
  --accent: var(--liveness-accent, light-dark(#3346d3, #a9b4ff));
  --on-accent: var(--liveness-on-accent, light-dark(#fff, #10131c));
  --good: var(--liveness-good, light-dark(#0a7a45, #5bd396));
  --bad: var(--liveness-bad, light-dark(#b3261e, #ff9c92));
  --muted: color-mix(in srgb, currentColor 75%, transparent);
  --line: color-mix(in srgb, currentColor 16%, transparent);
  --width: var(--liveness-width, max(8rem, min(21rem, 80cqi, (100svh - 18rem) * .75)));
  display: block;
  container-type: inline-size;
  text-align: center;
}
:host([hidden]), [hidden] { display: none }
.box { --tone: var(--accent); display: grid; justify-items: center; gap: .75rem; padding: 1rem }
[data-view=live], [data-view=running][data-action=""] { --tone: var(--good) }
[data-view=reject], [data-view=failed] { --tone: var(--bad) }
.stage { position: relative; inline-size: var(--width); aspect-ratio: 3 / 4 }
.stage > * { position: absolute }
[part=oval] { inset: 4.5%; display: grid; place-items: center; overflow: hidden; border-radius: 50%; background: color-mix(in srgb, var(--tone) 9%, transparent) }
[part=oval] > * { grid-area: 1 / 1 }
video { inline-size: 100%; block-size: 100%; object-fit: cover; scale: -1 1 }
/* No mirror: the picture, and which way left is. */
.rear :is(.stage, [part=ring]) { scale: -1 1 }
[data-view=lost] video { opacity: .4 }
svg { fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round }
.cover { inline-size: 42%; stroke-width: 1.25; color: var(--tone); animation: pop .35s ease-out }
[part=ring] { inset: 0; stroke: none; stroke-width: 7; stroke-linecap: butt }
.track { stroke: var(--line) }
.running { stroke: var(--accent) }
.done { stroke: var(--good) }
.badge { inset: auto calc(50% - 1.75rem) -1.5rem; padding: .55rem; border: .3rem solid var(--liveness-surface, Canvas); border-radius: 50%; color: var(--on-accent); background: var(--tone) }
.box:not([data-view=running]) .badge { display: none }
.cue { inline-size: 15%; color: #fff; filter: drop-shadow(0 0 3px #000); display: none; animation: push 1s infinite }
[data-action=turn_left] .cue { display: block; inset: auto auto 46% 9%; rotate: 180deg; --push: -25% 0 }
[data-action=turn_right] .cue { display: block; inset: auto 9% 46% auto; --push: 25% 0 }
[data-action=look_up] .cue { display: block; inset: 8% auto auto 42.5%; rotate: -90deg; --push: 0 -25% }
.words { max-inline-size: 26rem; min-block-size: 12rem }
[data-view=running] .words { padding-block-start: 1rem }
p { margin: 0 0 .5rem; text-wrap: balance }
[part=step] { margin: 0; color: var(--muted); font-size: .875rem }
[data-view=running] [part=step], [part=guidance] { min-block-size: 2em }
[part=prompt] { font-size: 1.5rem; font-weight: 650; line-height: 1.2; outline: none }
[part=guidance] { color: var(--muted); line-height: 1.5 }
[data-view=running] [part=guidance] { color: inherit; font-size: 1.125rem }
.buttons { display: flex; flex-wrap: wrap; justify-content: center; gap: .75rem; padding-block-start: .5rem }
button { min-block-size: 2.75rem; padding: .5rem 1.75rem; border: 1px solid transparent; border-radius: var(--liveness-radius, 2rem); font: inherit; font-weight: 600; color: var(--on-accent); background: var(--accent); cursor: pointer }
button:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px }
[part~=quiet] { color: inherit; background: none; border-color: var(--line) }
@media (orientation: landscape) and (max-height: 36rem) and (min-width: 30rem) {
  :host { --width: var(--liveness-width, min(21rem, 40cqi, 64svh)) }
  .box { grid-template-columns: auto minmax(0, 24rem); justify-content: center; align-items: center }
  .words { min-block-size: 0; text-align: start }
  .buttons { justify-content: start }
}
@keyframes push { 50% { translate: var(--push) } }
@keyframes pop { 0% { scale: .4; opacity: 0 } }
@media (prefers-reduced-motion: reduce) { * { animation: none !important } }
`)
