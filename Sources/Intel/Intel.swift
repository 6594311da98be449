// Intel: what feeds say, as canonical indicators.
//
//     Lists/   plain lists: one address, network, range or domain a line
//     Feeds/   entries that say more: STIX, MISP, JSON and CSV of products
//
// May not live here: matching, SQL.
