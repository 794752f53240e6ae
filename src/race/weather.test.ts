import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isWet } from './weather.ts'

const none = { rain: undefined, grip: undefined, tyres: undefined }

test('it is wet in the rain, on a damp track and on rain tyres, and drizzle on a dry track is dry', () => {
  assert.equal(isWet({ rain: 0, grip: 2, tyres: 0 }), false)
  assert.equal(isWet({ rain: 1, grip: 3, tyres: 0 }), false)
  assert.equal(isWet({ rain: 2, grip: 2, tyres: 0 }), true)
  assert.equal(isWet({ rain: 0, grip: 4, tyres: 0 }), true)
  assert.equal(isWet({ rain: 0, grip: 2, tyres: 1 }), true)
})

test('where nothing is measured nobody knows', () => {
  assert.equal(isWet(none), undefined)
  assert.equal(isWet({ ...none, grip: 2 }), false)
  assert.equal(isWet({ ...none, rain: 99 }), false)
})
