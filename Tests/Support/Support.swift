// Support: what several test targets need. Seeded generators, naive twins, lines from text.
import Detect
