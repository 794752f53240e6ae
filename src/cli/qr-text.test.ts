import assert from 'node:assert/strict'
import { test } from 'node:test'
import { decodeQR } from 'qr/decode.js'
import { qrText } from './qr-text.ts'

const link = 'https://192.168.178.120:8080/join/c29tZXRoaW5nIHJhbmRvbQ'

/** A line without its colours. */
const squaresOf = (line: string) => line.slice(line.indexOf('m') + 1, line.lastIndexOf('\u001b'))

/** What a camera sees of the lines: a picture of white and black squares. */
function pictureOf(text: string) {
  const [white, black] = [255, 0]
  const upper = (square: string) => ('▀█'.includes(square) ? black : white)
  const lower = (square: string) => ('▄█'.includes(square) ? black : white)
  const rows = text.split('\n').flatMap(line => {
    const squares = [...squaresOf(line)]
    return [squares.map(upper), squares.map(lower)]
  })
  const scale = 6
  const [width, height] = [(rows[0]?.length ?? 0) * scale, rows.length * scale]
  const data = new Uint8Array(width * height * 4).fill(255)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      data.fill(
        rows[Math.floor(y / scale)]?.[Math.floor(x / scale)] ?? 255,
        (y * width + x) * 4,
        (y * width + x) * 4 + 3,
      )
  return { width, height, data }
}

test('a camera that looks at the terminal reads the link', () => {
  assert.equal(decodeQR(pictureOf(qrText(link)), { timeLimit: 30_000 }), link)
})

test('the picture of a link fits a small terminal', () => {
  const lines = qrText(link).split('\n')
  assert.ok(lines.length <= 22, `${lines.length} lines`)
  for (const line of lines) assert.ok(squaresOf(line).length <= 60)
})
