// The four wheels and the three axes, in the one order that every array here follows.

export const wheels = ['fl', 'fr', 'rl', 'rr'] as const
export type Wheel = (typeof wheels)[number]

export const axes = ['x', 'y', 'z'] as const
export type Axis = (typeof axes)[number]
