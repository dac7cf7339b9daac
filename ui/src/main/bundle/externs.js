/** @externs */ var cairnCharts; /** @type {?} */ cairnCharts.init;
