import { animatedOnScreen, animatedPhoto, animatedSmall, relief } from './animated-photos.ts'
import { gradualExchange, mixedFaces, type Pair, paintedFace, photoThenOwnHead } from './another-person.ts'
import type { Cast, DrawnPerson } from './cast.ts'
import { bonaFide, filmLoop, filmsOnRequest, filmsOnScreen, mirroredFilms } from './films.ts'
import { bentPrint, flatPhoto } from './flat-photos.ts'
import { portraitSwap } from './portrait-swap.ts'
import type { AttackPresentation } from './presentations.ts'
import { cutStills, dissolvedStills, morphedStills } from './stills.ts'

type Make = (cast: Cast, each: number) => AttackPresentation[]

const ofPeople =
  (make: (cast: Cast) => (person: DrawnPerson) => AttackPresentation[]): Make =>
  (cast, each) =>
    cast.people.slice(0, each).flatMap(make(cast))

/** The attacker is one with the same skin, or one with another: people two and three places on. */
const ofPairs =
  (make: (cast: Cast) => (pair: Pair) => AttackPresentation[]): Make =>
  (cast, each) =>
    pairs(cast.people).slice(0, each).flatMap(make(cast))

const pairs = (people: readonly DrawnPerson[]): Pair[] =>
  [2, 3].flatMap((places) =>
    people.map((victim, index) => ({ victim, attacker: people[(index + places) % people.length]! })),
  )

/** What can be chosen to be drawn, by name; some make two species of the same pictures. */
export const families: Readonly<Record<string, Make>> = {
  photo: ofPeople(() => flatPhoto),
  'bent-print': ofPeople(() => bentPrint),
  dissolve: ofPeople(() => dissolvedStills),
  'gradual-exchange': ofPairs(() => gradualExchange),
  'portrait-swap': ({ people, models }, each) =>
    people
      .slice(0, each)
      .flatMap((attacker, index) =>
        [4, 5].map((places) => ({ attacker, victim: people[(index + places) % people.length]! })),
      )
      .flatMap(portraitSwap(models)),
  'animated-photo': ofPeople(() => animatedPhoto('animated-photo')),
  'animated-photo-320': ofPeople(() => animatedSmall),
  'animated-photo-rendered': ({ rendered }) => rendered.flatMap(animatedPhoto('animated-photo-rendered')),
  'animated-photo-real': ({ real }) => real.flatMap(animatedPhoto('animated-photo-real')),
  'painted-face': ofPairs(({ models }) => paintedFace(models)),
  'photo-then-own-head': ofPairs(() => photoThenOwnHead),
  'films-on-request': ofPeople(() => filmsOnRequest),
  'films-mirrored': ofPeople(() => mirroredFilms),
  'film-loop': ofPeople(() => filmLoop),
  'screen-films': ofPeople(() => filmsOnScreen),
  'screen-animated-photo': ofPeople(() => animatedOnScreen),
  'morphed-stills': ofPeople(({ models }) => morphedStills(models)),
  'hard-cuts': ofPeople(() => cutStills),
  relief: ofPeople(() => relief),
  'mixed-faces': (cast, each) => ofPairs(({ models }) => mixedFaces(models))(cast, 2 * each),
}

/** All people who do as asked, then the attacks of the families chosen. */
export const presentationsOf = (cast: Cast, chosen: readonly string[], each: number): AttackPresentation[] => [
  ...[...cast.people, ...cast.rendered].flatMap(bonaFide),
  ...chosen.flatMap((name) => families[name]!(cast, each)),
]
