// The colours of the share card: those of the page's dark theme, by their names there; a test holds them to it.
export const cardColours = {
  bg0: '#07090B',
  bg1: '#0E1216',
  bg2: '#161B21',
  line: '#2B343D',
  'line-strong': '#5C6875',
  ink: '#F3F6F8',
  ink2: '#B4BEC8',
  ink3: '#8B97A3',
  acc: '#4CC2FF',
  gain: '#52E36B',
  loss: '#E2585F',
  'lap-a': '#7CDFFA',
  invalid: '#FF3B2E',
  'on-fill': '#07090B',
} as const
