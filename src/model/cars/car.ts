// What is known of a car beforehand.

export type Car = {
  readonly name: string
  readonly car_class: string
  /** The number of the model in the broadcasting protocol and in results. */
  readonly model: number
  /** Full steering lock, both sides together. */
  readonly lock_deg: number
  /** Added to the percentage of the brake bias for what the dash shows. */
  readonly brake_bias_offset: number
  readonly max_rpm?: number
}
