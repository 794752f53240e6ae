// What the map of the wall shows: everybody on the track, everybody by time, the lap as a line, or what one driver sees.

export const mapViews = ['track', 'gaps', 'flat', 'driver'] as const
export type MapView = (typeof mapViews)[number]
