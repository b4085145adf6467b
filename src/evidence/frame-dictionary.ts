/**
 * The names in what is measured on a frame, which every row of measurements would else spell out in 600 bytes of its
 * own. A dictionary for raw deflate (RFC 1951: what comes before the first byte may be referred to). Rows that were
 * written without one open with it all the same; those that were written with it open with exactly this text, so it
 * never changes: a longer one would be a second one.
 */
export const FRAME_DICTIONARY = Buffer.from(
  [
    '{"sequence":0,"source":null,"capturedAtMs":0,"receivedAtMs":0,"clockId":"","unservedMs":0,"waits":false,',
    '"seen":"never","observation":{"widthPixels":640,"heightPixels":480,"digest":"","coarseDigest":"",',
    '"luminanceGrid":[158.3,158.2,158.4],"encoder":"own_tables","faceCount":null,"face":{"confidence":1,',
    '"box":{"x":0,"y":0,"width":0,"height":0},"crop":{"centerX":0,"centerY":0,"size":0,"rollDegrees":-0},',
    '"pose":{"yawDegrees":-0,"pitchDegrees":-0,"rollDegrees":-0},"eyeOpening":{"right":0.,"left":0.},',
    '"mouthWidth":0.,"mouthOpening":0.,"eyesVisible":{"left":0.,"right":0.},"mouthVisible":0.,',
    '"quality":{"faceSize":0.,"sharpness":0,"brightness":0,"evenness":0.9,"contrast":0,"grain":0.,"detail":0.,',
    '"inView":1},"rigidLandmarks":[],"unwrapped":[0,0,0,0,0,0,0,0],"unwrapped":null,"description":[0.0,0,0,0,0,0,0,0],',
    '"description":null,"bonaFideScore":null},"otherFaces":[]},"otherFaces":null},"alike":[],',
    '"camera":{"label":"","widthPixels":640,"heightPixels":480,"framesPerSecond":30}}',
  ].join(''),
)
