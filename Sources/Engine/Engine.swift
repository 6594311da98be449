// Engine: the only threads.
//
//     Inputs/ ─► blocks ─► Belt/ (workers, shards, response) ─► Outputs/
//
// May not live here: parsing or matching of its own.
