/**
 * How far the picture changes from one frame to the next where nothing was cut: `npm run -s node bench/scene-changes.ts
 * <folder>`, for a folder that holds a folder of pictures for each film, ten a second. What `scene_jumped` compares,
 * on the scale of its bound of 40.
 */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { sceneChange } from '../src/liveness/decision/scene-change.ts'
import { decodePicture } from '../src/vision/decode-picture.ts'
import { luminanceGrid } from '../src/vision/luminance-grid.ts'

const [folder = '.'] = process.argv.slice(2)
console.log('film | frames | most from one to the next | to the one after that')
for (const film of globSync('*/', { cwd: folder }).sort()) {
  const grids: number[][] = []
  for (const file of globSync('*.jpg', { cwd: join(folder, film) }).sort()) {
    const bytes = readFileSync(join(folder, film, file))
    grids.push(luminanceGrid(await decodePicture(bytes, { pixelsMax: 1e7, longSideEnough: 640 })))
  }
  const most = (apart: number) =>
    Math.max(0, ...grids.slice(apart).map((grid, index) => sceneChange(grids[index]!, grid) ?? 0)).toFixed(1)
  console.log([film, grids.length, most(1), most(2)].join(' | '))
}
