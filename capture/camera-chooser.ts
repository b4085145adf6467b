import { h } from './dom.js'
import type { Extra } from './view.js'

/** A list of all cameras, where there are several: until the first step is completed, and where one did not work. */
export const createChooser = (choose: (deviceId: string) => void): Extra => {
  const select = h('select')
  const name = h('span')
  const root = h('label', { part: 'camera' }, name, select)
  select.onchange = () => choose(select.value)
  return {
    root,
    show(texts, { view, done, failure, cameras = [], cameraId = '', otherCamera }) {
      const wanted = failure ? /camera/.test(failure.code) : /connecting|running/.test(view) && done === 0
      root.hidden = !wanted || cameras.length < 2 || otherCamera === true
      if (root.hidden) return
      name.textContent = texts.camera ?? ''
      const options = cameras.map(({ deviceId, label }, index) => {
        const option = h('option', { value: deviceId })
        option.textContent = label || `${texts.camera} ${index + 1}`
        return option
      })
      // A list that is open stays open where nothing in it changed.
      if (select.textContent !== options.map(({ textContent }) => textContent).join(''))
        select.replaceChildren(...options)
      select.value = cameraId
    },
  }
}
