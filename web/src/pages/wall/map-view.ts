// What the map of the wall shows: everybody on the track, everybody by time, or what one driver sees.

export const mapViews = ['track', 'gaps', 'driver'] as const
export type MapView = (typeof mapViews)[number]
