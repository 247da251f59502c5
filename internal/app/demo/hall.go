package demo

import (
	"context"

	"yilu/internal/app/demo/county"
	"yilu/internal/core"
	"yilu/internal/govern/hall"
	"yilu/internal/platform/db"
)

// openHall opens the county's hall, once; a machine without a key stands in it.
func (d *Demo) openHall(ctx context.Context, tx db.Tx) error {
	all, err := d.Hall.Halls(ctx, tx)
	if err != nil || len(all) > 0 {
		return err
	}
	_, err = d.Hall.Put(ctx, tx, core.System, hall.Hall{
		Name: core.Text{ZH: "将乐县零工大厅", EN: "Jiangle gig hall"}, Area: county.Home, Address: "将乐县古镛镇府前路 1 号", Phone: "0598-2260000",
		Services: []hall.Offering{
			{Code: "A", Name: core.Text{ZH: "求职登记", EN: "Find work"}, Desk: hall.SeekerDesk},
			{Code: "B", Name: core.Text{ZH: "用工下单", EN: "Find people"}, Desk: hall.EmployerDesk},
			{Code: "C", Name: core.Text{ZH: "工资和投诉", EN: "Pay and complaints"}, Desk: hall.OtherDesk},
		},
		Counters: []hall.Counter{{N: 1, Services: []string{"A"}}, {N: 2, Services: []string{"A", "B"}}, {N: 3, Services: []string{"B", "C"}}},
	})
	return err
}
