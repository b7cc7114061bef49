package sandbox

import (
	"portaconsole/porta/attr"
	"portaconsole/porta/catalog"
)

func (s *Server) newProducts() *records {
	return &records{
		kind:   s.ownKind("Product", "product"),
		rows:   newTable("i_product", firstProduct, productRows(), indexed{column: "name"}),
		unique: []uniqueColumn{{"name", "duplicate_name", "A product with this name exists already"}},
		filters: map[string]func(*call, attr.Value) []filter{
			"i_customer": (*call).productsForCustomer,
			"search":     func(_ *call, v attr.Value) []filter { return []filter{likeFilter("name", "%"+v.Text()+"%")} },
		},
		show: (*call).showProduct,
		check: func(_ *call, key int64, info attr.Value) (attr.Value, error) {
			if key == 0 {
				info = withDefaults(info, attr.M("addon_priority", number(0)), attr.M("hidden", text("N")), attr.M("shared", text("N")))
			}
			return info, nil
		},
	}
}

var productRules = map[string]rule{
	"Product/delete_product":     changing((*call).deleteProduct),
	"Product/get_allowed_addons": reading((*call).allowedAddons),
}

// productsForCustomer are the products in a customer's currency.
func (c *call) productsForCustomer(v attr.Value) []filter {
	customer, _ := v.Int()
	return []filter{likeFilter("iso_4217", c.customers.rows.cell(customer, "iso_4217").Text())}
}

func (c *call) showProduct(key int64, row attr.Value) attr.Value {
	if c.is("with_subscription") {
		row, _ = row.With(attr.Path{"product_subscription"}, c.productSubscription(key))
	}
	return row
}

func (c *call) productSubscription(product int64) attr.Value {
	plan := product - firstProduct + firstSubscription
	if !c.plans.rows.has(plan) {
		return null
	}
	row := c.plans.rows.row(plan, nil)
	fee := row.At(attr.ParsePath("periodic_fees.0.0.fee"))
	return attr.ObjectValue(
		attr.M("i_product", number(product)), attr.M("i_subscription", number(plan)), attr.M("name", row.Get("name")),
		attr.M("iso_4217", row.Get("iso_4217")), attr.M("fee", fee), attr.M("effective_fee", fee), attr.M("activation_fee", row.Get("activation_fee")),
	)
}

// deleteProduct is for products that no account has, as main product or add-on. Answers nothing.
func (c *call) deleteProduct() (reply, error) {
	key, err := c.products.named(c)
	if err != nil {
		return reply{}, err
	}
	rows := c.accounts.rows
	_, users := rows.find([]filter{idFilter("i_product", key)}, 0, 0)
	_, extras := rows.find([]filter{{column: "assigned_addons", accept: func(v attr.Value) bool {
		for _, m := range v.Members() {
			if n, _ := m.Value.Get("i_product").Int(); n == key {
				return true
			}
		}
		return false
	}}}, 0, 0)
	if users+extras > 0 {
		return reply{}, &fault{"Server.Product.product_is_used", "Failed to delete the product: accounts use it"}
	}
	c.products.rows.remove(key)
	return reply{}, nil
}

// allowedAddons are the add-ons in the main product's currency.
func (c *call) allowedAddons() (reply, error) {
	key, err := c.products.named(c)
	if err != nil {
		return reply{}, err
	}
	currency := c.products.rows.cell(key, "iso_4217").Text()
	keys, total := c.products.rows.find([]filter{
		likeFilter("iso_4217", currency),
		{column: "addon_priority", accept: func(v attr.Value) bool { n, ok := v.Int(); return ok && n > 0 }},
	}, 0, maxLimit)
	items := make([]attr.Value, len(keys))
	for i, k := range keys {
		items[i] = c.products.present(c, k)
	}
	return c.listed(c.products.operation(catalog.List).ListKey, items, total), nil
}
