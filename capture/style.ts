/**
 * Text color and font are the page's own; what else it may set is in docs/embedding.md. What browsers of 2021 lack
 * stands behind `@supports`, or is left out by them without harm.
 */
export const css = `
:host {
  --accent-color: #5566f2;
  --on-accent-color: #fff;
  --good-color: #188a55;
  --bad-color: #d0433a;
  --vh: 1vh;
  display: block;
  text-align: center;
}
@supports (color: light-dark(#000, #fff)) {
  :host {
    --accent-color: light-dark(#3346d3, #a9b4ff);
    --on-accent-color: light-dark(#fff, #10131c);
    --good-color: light-dark(#0a7a45, #5bd396);
    --bad-color: light-dark(#b3261e, #ff9c92);
  }
}
@supports (height: 1svh) { :host { --vh: 1svh } }
:host([hidden]), [hidden] { display: none !important }
.box {
  --accent: var(--liveness-accent, var(--accent-color));
  --on-accent: var(--liveness-on-accent, var(--on-accent-color));
  --good: var(--liveness-good, var(--good-color));
  --bad: var(--liveness-bad, var(--bad-color));
  --surface: var(--liveness-surface, Canvas);
  --line: rgba(128, 128, 128, .4);
  --tone: var(--accent);
  position: relative;
  display: grid;
  justify-items: center;
  gap: .75rem;
  max-inline-size: 30rem;
  margin-inline: auto;
  padding: 1rem .5rem;
  transition: color .8s, background-color .8s;
}
[data-view=live], [data-view=running][data-action=""] { --tone: var(--good) }
[data-view=reject], [data-view=failed] { --tone: var(--bad) }
.stage {
  position: relative;
  inline-size: var(--liveness-width, max(8rem, min(21rem, (100 * var(--vh) - 20rem) * .75)));
  min-inline-size: 8rem;
  max-inline-size: 84%;
  aspect-ratio: 3 / 4;
}
.stage > * { position: absolute }
[part=oval] { inset: 4.5%; display: grid; place-items: center; overflow: hidden; border-radius: 50%; box-shadow: 0 0 0 200vmax rgba(255, 255, 255, 0); transition: box-shadow .8s }
[part=oval]::before { content: ""; inline-size: 100%; block-size: 100%; background: var(--tone); opacity: .09 }
[part=oval] > *, [part=oval]::before { grid-area: 1 / 1 }
video { inline-size: 100%; block-size: 100%; object-fit: cover; transform: scaleX(-1) }
/* No mirror: the picture, and which way left is. */
.rear .stage, .rear [part=ring] { transform: scaleX(-1) }
[data-view=lost] video { opacity: .4 }
svg { fill: none; stroke: currentColor; stroke-width: 2; stroke-linecap: round; stroke-linejoin: round }
.cover { inline-size: 42%; stroke-width: 1.25; color: var(--tone); animation: pop .35s ease-out }
[part=ring] { inset: 0; stroke: none; stroke-width: 7; stroke-linecap: butt }
.track { stroke: currentColor; opacity: .16 }
.running { stroke: var(--accent); transition: stroke-dasharray .2s linear }
.done { stroke: var(--good) }
.time { stroke: currentColor; stroke-width: 2; opacity: .55 }
.badge { inset: auto calc(50% - 1.75rem) -1.5rem; padding: .55rem; border: .3rem solid var(--surface); border-radius: 50%; color: var(--on-accent); background: var(--tone) }
.box:not([data-view=running]) .badge { display: none }
.cue { inline-size: 15%; color: #fff; filter: drop-shadow(0 0 3px #000); display: none; transform: rotate(var(--turn)); animation: push 1s infinite }
[data-action=turn_left] .cue { display: block; inset: auto auto 46% 9%; --turn: 180deg }
[data-action=turn_right] .cue { display: block; inset: auto 9% 46% auto; --turn: 0deg }
[data-action=look_up] .cue { display: block; inset: 8% auto auto 42.5%; --turn: -90deg }
.words { position: relative; max-inline-size: 26rem; min-block-size: 14rem }
[data-view=running] .words { padding-block-start: 1rem }
p { margin: 0 0 .5rem; text-wrap: balance }
[part=step], [part=guidance] { opacity: .75 }
[part=step] { margin: 0; font-size: .875rem }
[data-view=running] [part=step], [part=guidance] { min-block-size: 2em }
[part=prompt] { font-size: 1.5rem; font-weight: 650; line-height: 1.2; outline: none }
[part=guidance] { line-height: 1.5 }
[data-view=running] [part=guidance] { opacity: 1; font-size: 1.125rem }
.buttons { display: flex; flex-wrap: wrap; justify-content: center; gap: .5rem; padding-block-start: .5rem }
button { min-block-size: 2.75rem; padding: .5rem 1.75rem; border: 1px solid transparent; border-radius: var(--liveness-radius, 2rem); font: inherit; font-weight: 600; color: var(--on-accent); background: var(--accent); cursor: pointer }
button:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px }
[part~=quiet] { padding-inline: .75rem; font-size: .9375rem; color: inherit; background: none; border-color: var(--line) }
/* A keyboard reaches it at once; it is shown to those who need more than a moment. */
.later:not(:focus-visible) { animation: wait 3s step-end }
.sound { position: absolute; inset: .25rem .25rem auto auto; inline-size: 2.75rem; padding: .6rem; color: inherit; background: none; opacity: .75 }
.sound svg { display: block }
.unseen { position: absolute; inline-size: 1px; block-size: 1px; overflow: hidden; clip-path: inset(50%) }
[part=camera] { display: flex; flex-wrap: wrap; justify-content: center; align-items: center; gap: .5rem }
[part=camera][hidden] { display: none }
select { max-inline-size: 100%; min-block-size: 2.75rem; padding-inline: .75rem; border: 1px solid var(--line); border-radius: .75rem; font: inherit; color: inherit; background: var(--surface) }
select:focus-visible, a:focus-visible { outline: 3px solid var(--accent); outline-offset: 3px }
[part=help] { inline-size: min(15rem, 100%); color: var(--accent) }
a { display: inline-block; min-block-size: 2.75rem; padding: .75rem 1.75rem; border-radius: var(--liveness-radius, 2rem); box-sizing: border-box; font-weight: 600; text-decoration: none; color: var(--on-accent); background: var(--accent) }
/* The screen lights the face: white as far as it goes, behind the texts. The slow change is no movement. */
.bright { --accent: #3346d3; --on-accent: #fff; --good: #0a7a45; --bad: #b3261e; --surface: #fff; color: #171a23; background-color: #fff }
.bright [part=oval] { box-shadow: 0 0 0 200vmax #fff }
@media (orientation: landscape) and (max-height: 36rem) and (min-width: 30rem) {
  .stage { inline-size: var(--liveness-width, min(21rem, 40vw, 64 * var(--vh))); max-inline-size: none }
  .box { max-inline-size: 52rem; grid-template-columns: auto minmax(0, 24rem); justify-content: center; align-items: center }
  .words { inline-size: 100%; min-block-size: 0; text-align: start }
  .buttons { justify-content: start }
}
@keyframes push { 50% { transform: rotate(var(--turn)) translateX(25%) } }
@keyframes pop { 0% { transform: scale(.4); opacity: 0 } }
@keyframes wait { 0% { opacity: 0; pointer-events: none } }
@media (prefers-reduced-motion: reduce) { *:not(.later) { animation: none !important } .running { transition: none } }
`

/** Safari before 16.4 has no constructed sheets. A style element is refused by a strict policy without its hash. */
export const addStyle = (root: ShadowRoot): void => {
  try {
    const sheet = new CSSStyleSheet()
    sheet.replaceSync(css)
    root.adoptedStyleSheets = [sheet]
  } catch {
    root.append(Object.assign(document.createElement('style'), { textContent: css }))
  }
}
