// What a board is called. Apart from its form, because the page needs the name and not the validator.

/**
 * `monza/GT3`, `monza/bmw_m4_gt3`: the board of a class of cars or of one car on a track. Virtual drivers have boards of
 * their own, `monza/GT3/virtual`.
 */
export const boardName = (track: string, subject: string, isVirtual: boolean): string =>
  `${track}/${subject}${isVirtual ? '/virtual' : ''}`
